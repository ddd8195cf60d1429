"""The only way into the ledger: evaluate stored facts, append what is missing, keep the totals, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from core.events import announce
from core.models import AuditEntry
from core.services import enqueue, record_audit
from training.awards import awards_of
from training.chain import seal
from training.constants import HOURS_AWARDED, TOTAL_SCOPE, EntryKind
from training.events import HoursAwarded
from training.facts import engine_facts
from training.models import Evidence, HourEntry, YearTotal
from training.posting import Addition, additions

TotalKey = tuple[int, str, str, Any, str]


def lock_person(person_id: int) -> None:
    """Make writers of one person's ledger queue: a row lock, or SQLite's IMMEDIATE transaction. Call inside atomic."""
    get_user_model().objects.select_for_update(no_key=True).only("pk").get(pk=person_id)


@transaction.atomic
def post_entries(*, person: Any, actor: Any | None, reason: str = "") -> list[HourEntry]:
    """Bring the ledger of ``person`` up to what the rules give for the stored facts; returns the new entries.

    Awards, reversals and adjustments are appended with the next numbers and the chained hash; totals, audit entry and
    outbox row are written in the same transaction. Calling it again appends nothing.
    """
    lock_person(person.pk)
    posted = list(HourEntry.objects.filter(person=person).order_by("seq"))
    wanted = additions(awards_of(engine_facts(person)), posted)
    if not wanted:
        return []
    evidence = Evidence.objects.in_bulk({each.award.evidence_id for each in wanted})
    entries = draft_entries(
        person_id=person.pk, wanted=wanted, posted=posted, evidence=evidence, actor=actor, reason=reason
    )
    HourEntry.objects.bulk_create(entries)
    add_to_totals(entries)
    record_audit(
        actor=actor,
        action="hours.posted",
        target=entries[0],
        organization_id=entries[0].organization_id,
        reason=reason,
        after=_audited(entries),
    )
    enqueue(
        topic=HOURS_AWARDED,
        key=f"person:{person.pk}:{entries[-1].seq}",
        payload={"person_id": person.pk, "entry_ids": [each.pk for each in entries]},
    )
    announce(HoursAwarded(person_id=person.pk, entry_ids=tuple(each.pk for each in entries)))
    return entries


def draft_entries(
    *,
    person_id: int,
    wanted: Sequence[Addition],
    posted: Sequence[HourEntry],
    evidence: dict[int, Evidence],
    actor: Any | None,
    reason: str = "",
    as_certified: bool = False,
) -> list[HourEntry]:
    """Sealed, unsaved entries after ``posted``. ``as_certified`` dates and signs them as the evidence was (history)."""
    previous = posted[-1].hash if posted else ""
    keys: dict[int, int] = defaultdict(int)
    for entry in posted:
        keys[entry.evidence_id] += 1
    entries: list[HourEntry] = []
    for number, addition in enumerate(wanted, start=len(posted) + 1):
        source = evidence[addition.award.evidence_id]
        keys[source.pk] += 1
        entry = _entry(addition, source, number, keys[source.pk])
        entry.person_id = person_id
        entry.actor_id = source.certified_by_id if as_certified else getattr(actor, "pk", None)
        entry.posted_at = source.certified_at if as_certified and source.certified_at else timezone.now()
        entry.reason = reason[:200] if addition.kind in (EntryKind.REVERSAL, EntryKind.ADJUSTMENT) else ""
        entries.append(seal(entry, previous_hash=previous))
        previous = entry.hash
    return entries


def _entry(addition: Addition, source: Evidence, number: int, times: int) -> HourEntry:
    award = addition.award
    return HourEntry(
        seq=number,
        kind=addition.kind.value,
        organization_id=source.organization_id,
        set_key=award.set_key,
        set_version=award.set_version,
        clause=award.clause,
        year=award.year,
        cycle=award.cycle,
        occurred_on=award.occurred_on,
        booked_on=award.booked_on,
        amount=award.amount,
        raw_amount=award.raw_amount,
        year_amount=award.year_amount,
        cycle_amount=award.cycle_amount,
        scopes=list(award.scopes),
        level=award.level,
        evidence_id=source.pk,
        certifier_id=source.certifier_id,
        reverses=addition.reverses,
        explanation=award.explanation,
        idempotency_key=f"{source.public_id}:{award.clause}:{addition.kind.value}:{times}",
    )


def add_to_totals(entries: Iterable[HourEntry]) -> None:
    """Add the entries to the totals of their person, year and scopes, in one statement that increments."""
    sums: dict[TotalKey, list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        for scope in (TOTAL_SCOPE, *entry.scopes):
            total = sums[entry.person_id, entry.set_key, entry.year, entry.cycle, scope]
            total[0] += entry.year_amount
            total[1] += entry.cycle_amount
    rows = [(*key, *amounts) for key, amounts in sums.items()]
    if not rows:
        return
    table = YearTotal._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (person_id, set_key, year, cycle, scope, year_amount, cycle_amount) "  # noqa: S608
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (person_id, set_key, year, scope) DO UPDATE SET "
            f"year_amount = {table}.year_amount + excluded.year_amount, "
            f"cycle_amount = {table}.cycle_amount + excluded.cycle_amount",
            rows,
        )


@transaction.atomic
def rebuild_totals(*, actor: Any | None = None) -> int:
    """Add every entry up again and replace the totals; returns how many rows differed from what stood."""
    before = {
        (row.person_id, row.set_key, row.year, row.scope): (row.year_amount, row.cycle_amount)
        for row in YearTotal.objects.all()
    }
    YearTotal.objects.all().delete()
    add_to_totals(HourEntry.objects.order_by("id").iterator(chunk_size=2000))
    after = {
        (row.person_id, row.set_key, row.year, row.scope): (row.year_amount, row.cycle_amount)
        for row in YearTotal.objects.all()
    }
    return sum(1 for key in before.keys() | after.keys() if before.get(key, (0, 0)) != after.get(key, (0, 0)))


def differing_totals() -> list[tuple[int, str, str]]:
    """(person, set, year) whose kept total is not the sum of its entries; empty when all is whole."""
    entries = HourEntry.objects.values_list("person_id", "set_key", "year").annotate(Sum("year_amount"))
    added = {(person, key, year): total for person, key, year, total in entries.order_by()}
    kept = {
        (person, key, year): total
        for person, key, year, total in YearTotal.objects.filter(scope=TOTAL_SCOPE).values_list(
            "person_id", "set_key", "year", "year_amount"
        )
    }
    return sorted(key for key in added.keys() | kept.keys() if added.get(key, 0) != kept.get(key, 0))


def audit_history(actor: Any | None, person_id: int, entries: Sequence[HourEntry], at: datetime) -> AuditEntry:
    """The audit entry of one person's loaded history, unsaved."""
    return AuditEntry(
        at=at,
        actor=actor,
        action="hours.posted",
        target_type="training.hourentry",
        target_id=str(entries[0].pk),
        target_label=str(entries[0])[:255],
        organization_id=entries[0].organization_id,
        after=_audited(entries),
    )


def last_seq(person: Any) -> int:
    """The number of the newest entry of ``person``, 0 when the ledger is empty."""
    return HourEntry.objects.filter(person=person).aggregate(last=Max("seq"))["last"] or 0


def _audited(entries: Sequence[HourEntry]) -> dict[str, Any]:
    return {
        "person_id": entries[0].person_id,
        "entries": [
            {"seq": each.seq, "kind": each.kind, "clause": each.clause, "amount": each.amount} for each in entries
        ],
    }
