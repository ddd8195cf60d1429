"""Posting what a district certified before the platform came (上线前由区核定): once, from its list."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.services import record_audit
from organizations.constants import OrganizationKind
from organizations.models import Organization
from training.assignments import RuleSetCalendar
from training.constants import OPENING_TYPE
from training.facts import home_lookup
from training.hours_file import HoursRow
from training.labels import scope_key
from training.models import Evidence
from training.rule_book import Terms, terms_of_year, terms_on
from training.services.history import HistoryRecord, post_history

SOURCE = OPENING_TYPE
MOST = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row was not taken, and in which column."""

    number: int
    column: str
    reason: str


@dataclass
class ImportReport:
    """Rows by what happened to them."""

    created: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    entries: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows are checked against."""

    persons: dict[str, list[Any]]
    home: Callable[[int, date], int | None]
    sets: RuleSetCalendar
    posted: dict[tuple[int, str], int]
    twice: frozenset[tuple[str, ...]]
    certifier: Callable[[int], Organization | None]


class _Refused(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def import_opening_balances(
    *,
    actor: Any | None,
    rows: Sequence[HoursRow],
    certifier: Any | None = None,
    at: datetime | None = None,
    dry_run: bool = False,
    on_person: Callable[[int], None] | None = None,
) -> ImportReport:
    """Post the rows as certified by ``certifier``; a row already posted is unchanged, a doubtful one is rejected.

    Only persons whose home organization stands under the certifier are taken: scope comes from the certifier, never
    from the file. Without one, the district above each person's home organization certifies. An amount once posted is
    corrected by reversing it, not by another row.
    """
    at = at or timezone.now()
    report = ImportReport()
    known = _known(rows, certifier)
    records: list[HistoryRecord] = []
    for row in rows:
        try:
            record = _record(row, known, actor, at)
        except _Refused as refused:
            report.rejected.append(Rejection(row.number, refused.column, refused.reason))
            continue
        posted = known.posted.get((record.person.pk, record.source_id))
        if posted is None:
            records.append(record)
        elif posted == record.facts["granted"]:
            report.unchanged += 1
        else:
            report.rejected.append(Rejection(row.number, "数额", _already(record, posted, row)))
    report.created = len(records)
    if records and not dry_run:
        report.entries = post_history(actor=actor, records=records, on_person=on_person).entries
        record_audit(
            actor=actor,
            action="hours.opening_imported",
            target=certifier or records[0].certifier,
            organization_id=(certifier or records[0].certifier).pk,
            after={"created": report.created, "unchanged": report.unchanged, "rejected": len(report.rejected)},
        )
    return report


def _known(rows: Sequence[HoursRow], certifier: Organization | None) -> _Known:
    people = get_user_model().objects.filter(
        Q(username__in={row.username for row in rows if row.username})
        | Q(teacher_profile__staff_no__in={row.staff_no for row in rows if row.staff_no})
    )
    persons: dict[str, list[Any]] = {}
    for person in people.select_related("teacher_profile"):
        persons.setdefault(f"username:{person.username}", []).append(person)
        profile = getattr(person, "teacher_profile", None)
        if profile is not None and profile.staff_no:
            persons.setdefault(f"staff_no:{profile.staff_no}", []).append(person)
    ids = {person.pk for found in persons.values() for person in found}
    home = home_lookup(ids)
    below, certifier_of = _scope(certifier)

    def home_below(person_id: int, day: date) -> int | None:
        place = home(person_id, day)
        return place if place in below else None

    posted = {
        (person_id, source_id): facts["granted"]
        for person_id, source_id, facts in Evidence.objects.filter(person_id__in=ids, source_type=SOURCE).values_list(
            "person_id", "source_id", "facts"
        )
    }
    counted = Counter(_identity(row) for row in rows)
    twice = frozenset(key for key, count in counted.items() if count > 1)
    sets = RuleSetCalendar(below)
    return _Known(persons, home_below, sets, posted, twice, certifier_of)


def _scope(certifier: Organization | None) -> tuple[set[int], Callable[[int], Organization | None]]:
    """The organizations that may appear, and who certifies for each."""
    if certifier is not None:
        return set(Organization.objects.under(certifier).values_list("pk", flat=True)), lambda _pk: certifier
    districts = Organization.objects.filter(kind=OrganizationKind.DISTRICT)
    above: dict[int, Organization] = {}
    for district in districts:
        above.update(dict.fromkeys(Organization.objects.under(district).values_list("pk", flat=True), district))
    return set(above), above.get


def _identity(row: HoursRow) -> tuple[str, ...]:
    return (row.staff_no or row.username, row.year, row.scopes, row.ref)


def _record(row: HoursRow, known: _Known, actor: Any | None, at: datetime) -> HistoryRecord:
    person = _person(row, known)
    today = timezone.localtime(at).date()
    organization_id = known.home(person.pk, today)
    if organization_id is None:
        raise _Refused("工号", _("%(name)s现在不在核定单位管的学校任职") % {"name": person})
    if _identity(row) in known.twice:
        raise _Refused("编号", _("同一人、同一年度、同一类别有两行，请在“编号”一列写上区别"))
    set_key = known.sets.set_on(organization_id, today)
    certifier = known.certifier(organization_id)
    if set_key is None or certifier is None:
        raise _Refused("工号", _("%(name)s的单位还没有学时认定办法") % {"name": person})
    terms = _terms(row, set_key)
    scopes = _scopes(row, terms)
    return HistoryRecord(
        person=person,
        organization=Organization(pk=organization_id),
        type=OPENING_TYPE,
        occurred_on=min(terms.year_last, today),
        title=_("%(year)s年度上线前由区核定") % {"year": row.year},
        source_type=SOURCE,
        source_id=f"{set_key}:{row.year}:{'+'.join(scopes)}:{row.ref}"[:120],
        facts={"granted": _granted(row, terms), "year": row.year, "scopes": scopes, "set": set_key}
        | ({"note": row.note} if row.note else {}),
        organizer=str(certifier),
        certifier=certifier,
        certified_by=actor,
        certified_at=at,
    )


def _person(row: HoursRow, known: _Known) -> Any:
    key, column = (f"staff_no:{row.staff_no}", "工号") if row.staff_no else (f"username:{row.username}", "账号")
    found = known.persons.get(key, [])
    if not found:
        raise _Refused(column, _("没有这个人：%(key)s") % {"key": row.staff_no or row.username or "（空）"})
    if len(found) > 1:
        raise _Refused(column, _("这个工号有%(count)s个人，请改用账号") % {"count": len(found)})
    if row.name != found[0].name:
        raise _Refused("姓名", _("“%(name)s”与工号对不上") % {"name": row.name})
    return found[0]


def _terms(row: HoursRow, set_key: str) -> Terms:
    try:
        return terms_of_year(set_key, row.year)
    except (KeyError, ValueError) as error:
        raise _Refused("年度", _("“%(year)s”不是这套办法的年度写法") % {"year": row.year}) from error


def _granted(row: HoursRow, terms: Terms) -> int:
    if row.unit != terms.rule_set.unit:
        raise _Refused("单位", _("这里用%(unit)s，不是“%(given)s”") % {"unit": terms.rule_set.unit, "given": row.unit})
    try:
        amount = Decimal(row.amount)
    except InvalidOperation as error:
        raise _Refused("数额", _("“%(amount)s”不是数") % {"amount": row.amount}) from error
    if not amount.is_finite() or not 0 < amount <= MOST:
        raise _Refused("数额", _("数额要大于0，不超过10000"))
    grains = amount * terms.grains
    if grains != grains.to_integral_value():
        raise _Refused("数额", _("“%(amount)s”比最小单位还细") % {"amount": row.amount})
    return int(grains)


def _scopes(row: HoursRow, terms: Terms) -> list[str]:
    names = [name.strip() for name in row.scopes.replace("，", "、").replace(",", "、").split("、") if name.strip()]
    known = terms.rule_set.scopes
    keys = [scope_key(name, known) for name in names]
    if None in keys:
        raise _Refused("计入", _("没有“%(name)s”这个类别") % {"name": names[keys.index(None)]})
    return sorted({key for key in keys if key is not None})


def _already(record: HistoryRecord, posted: int, row: HoursRow) -> str:
    there = terms_on(record.facts["set"], record.occurred_on).amount(posted)
    return _("已经记入%(there)s，与这里的%(amount)s不同；要更正请先撤销原来那条") % {
        "there": there,
        "amount": row.amount,
    }
