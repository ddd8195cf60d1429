"""Many certified pieces of evidence at once: the same engine, the same canonical text, a fraction of the statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.models import AuditEntry
from training.awards import awards_of
from training.constants import EvidenceState
from training.facts import facts_of, home_lookup
from training.models import Evidence, HourEntry
from training.posting import additions
from training.services.ledger import add_to_totals, audit_history, draft_entries

PERSONS_AT_ONCE = 60


@dataclass(frozen=True)
class HistoryRecord:
    """One certified piece of evidence; fields as in ``record_evidence``. ``certifier`` is an organization."""

    person: Any
    type: str
    occurred_on: date
    title: str
    source_type: str
    source_id: str
    certifier: Any
    certified_by: Any | None
    certified_at: datetime
    level: str = ""
    role: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    organization: Any | None = None
    organizer: str = ""
    url: str = ""
    posted_on: date | None = None


@dataclass
class HistoryReport:
    """How many pieces of evidence and entries were added, and what had no home organization that day."""

    evidence: int = 0
    entries: int = 0
    homeless: list[str] = field(default_factory=list)


def post_history(
    *, actor: Any | None, records: Iterable[HistoryRecord], on_person: Callable[[int], None] | None = None
) -> HistoryReport:
    """Record and post certified evidence of many persons; what its source already gave is skipped.

    Entries carry the time and the signature of their certification and stand in that order. ``on_person(n)`` is told
    how many persons are done. Each sixty persons are one transaction, so a broken run can simply be repeated.
    History is old news: nobody is notified of it.
    """
    by_person: dict[int, list[HistoryRecord]] = defaultdict(list)
    for record in records:
        by_person[record.person.pk].append(record)
    report = HistoryReport()
    waiting = iter(sorted(by_person))
    while chunk := list(islice(waiting, PERSONS_AT_ONCE)):
        _post_chunk(actor, {pk: by_person[pk] for pk in chunk}, report)
        if on_person is not None:
            on_person(len(chunk))
    return report


@transaction.atomic
def _post_chunk(actor: Any | None, records: dict[int, list[HistoryRecord]], report: HistoryReport) -> None:
    ids = sorted(records)
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    report.evidence += _record(ids, records, report)
    evidence = {row.pk: row for row in Evidence.objects.filter(person_id__in=ids)}
    posted: dict[int, list[HourEntry]] = defaultdict(list)
    for entry in HourEntry.objects.filter(person_id__in=ids).order_by("person_id", "seq"):
        posted[entry.person_id].append(entry)
    drafts: dict[int, Sequence[HourEntry]] = {}
    for person_id, case in facts_of(ids).items():
        wanted = additions(awards_of(case), posted[person_id])
        wanted.sort(key=lambda each: evidence[each.award.evidence_id].certified_at or timezone.now())
        if wanted:
            drafts[person_id] = draft_entries(
                person_id=person_id,
                wanted=wanted,
                posted=posted[person_id],
                evidence=evidence,
                actor=actor,
                as_certified=True,
            )
    entries = HourEntry.objects.bulk_create([entry for own in drafts.values() for entry in own], batch_size=200)
    add_to_totals(entries)
    now = timezone.now()
    AuditEntry.objects.bulk_create(audit_history(actor, person_id, own, now) for person_id, own in drafts.items())
    report.entries += len(entries)


def _record(ids: list[int], records: dict[int, list[HistoryRecord]], report: HistoryReport) -> int:
    known = set(Evidence.objects.filter(person_id__in=ids).values_list("person_id", "source_type", "source_id"))
    home = home_lookup(ids)
    fresh: list[Evidence] = []
    for person_id in ids:
        for record in records[person_id]:
            source = (person_id, record.source_type, record.source_id)
            organization_id = record.organization.pk if record.organization else home(person_id, record.occurred_on)
            if source in known:
                continue
            if organization_id is None:
                report.homeless.append(f"{record.person}：{record.title}")
                continue
            known.add(source)
            fresh.append(_evidence(record, organization_id))
    Evidence.objects.bulk_create(fresh, batch_size=200)
    return len(fresh)


def _evidence(record: HistoryRecord, organization_id: int) -> Evidence:
    return Evidence(
        person_id=record.person.pk,
        organization_id=organization_id,
        type=record.type,
        level=record.level,
        role=record.role,
        occurred_on=record.occurred_on,
        posted_on=record.posted_on or timezone.localtime(record.certified_at).date(),
        facts=record.facts,
        title=record.title,
        organizer=record.organizer,
        url=record.url,
        source_type=record.source_type,
        source_id=record.source_id,
        state=EvidenceState.CERTIFIED,
        certifier=record.certifier,
        certified_by=record.certified_by,
        certified_at=record.certified_at,
    )
