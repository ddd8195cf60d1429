"""The roster of a school with where everybody stands this year: a constant number of queries, whatever its size.

``roster(school, day)`` reads, ``staff_rows(school, day, filters)`` is the same as a filtered list. Nothing here adds
hours up: sums come from the totals kept with the ledger, worths from the rule engine (once per run, not per person).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from organizations.constants import STAFF_ROLES, MembershipKind, Role
from organizations.models import Leave, Membership, Organization
from taxonomy.models.vocabulary import called
from training import staff_reads
from training.assignments import RuleSetCalendar
from training.constants import TOTAL_SCOPE
from training.models import CourseRun
from training.planning import Planned, by_person, filed_school_training, open_runs, planned_of
from training.rule_book import Terms, exempt_by_days, terms_on
from training.staff_shapes import ORDER, Roster, Span, StaffFilters, StaffRow
from training.status import standing


def staff_rows(school: Organization, day: date | None = None, filters: StaffFilters | None = None) -> list[StaffRow]:
    """The wanted rows of the roster, most pressing first."""
    rows = roster(school, day).rows
    return [row for row in rows if filters.keep(row)] if filters else rows


def roster(school: Organization, day: date | None = None) -> Roster:
    """Everybody of the school on ``day`` (today by default) with their standing."""
    day = day or timezone.localdate()
    rows = _members(school, day)
    spans = _add_posts(rows, school, day)
    _add_subjects(rows, school, day)
    _add_terms(rows, day)
    terms = _most_common(rows)
    offers = _add_standings(rows, spans, school, day)
    ordered = sorted(rows.values(), key=_pressing)
    return Roster(
        school=school, day=day, rows=ordered, terms=terms, offers=offers.get(terms.set_key, []) if terms else []
    )


def _pressing(row: StaffRow) -> tuple[int, int, str]:
    return (ORDER.index(row.status), -row.standing.missing, row.name)


def _members(school: Organization, day: date) -> dict[int, StaffRow]:
    rows: dict[int, StaffRow] = {}
    labels = {role.value: str(role.label) for role in Role}
    listed = staff_reads.members(school=school.pk, day=day)
    for person_id, public_id, name, username, staff_no, role in listed:
        row = rows.setdefault(person_id, StaffRow(person_id, public_id, name or username, username, staff_no or ""))
        row.roles = (*row.roles, labels[role])
    return rows


def _add_posts(rows: dict[int, StaffRow], school: Organization, day: date) -> dict[int, list[Span]]:
    """Where everybody is at home and whether they are away; returns their home spans over time."""
    spans: dict[int, list[Span]] = defaultdict(list)
    away: set[int] = set()
    for person_id, organization_id, kind, since, until in staff_reads.counted_places(school=school.pk, day=day):
        now = since <= day and (until is None or day <= until)
        if kind == MembershipKind.HOME:
            spans[person_id].append((since, until))
            if now:
                rows[person_id].home_id = organization_id
        elif now and organization_id != school.pk:
            away.add(person_id)
    for person_id, row in rows.items():
        if row.home_id != school.pk:
            row.post = "host"
        elif person_id in away:
            row.post = "away"
    return spans


def _add_subjects(rows: dict[int, StaffRow], school: Organization, day: date) -> None:
    for person_id, subject_id, name, name_en in staff_reads.subjects(school=school.pk, day=day):
        row = rows[person_id]
        if subject_id not in row.subject_ids:
            row.subject_ids = (*row.subject_ids, subject_id)
            row.subjects = (*row.subjects, called(name, name_en))


def _add_terms(rows: dict[int, StaffRow], day: date) -> None:
    homes = {row.home_id for row in rows.values() if row.home_id}
    calendar = RuleSetCalendar(homes)
    known: dict[str, Terms] = {}
    for row in rows.values():
        set_key = calendar.set_on(row.home_id, day) if row.home_id else None
        if set_key is not None:
            if set_key not in known:
                known[set_key] = terms_on(set_key, day)
            row.terms = known[set_key]


def _most_common(rows: dict[int, StaffRow]) -> Terms | None:
    counted = Counter(row.terms.set_key for row in rows.values() if row.terms)
    if not counted:
        return None
    wanted = counted.most_common(1)[0][0]
    return next(row.terms for row in rows.values() if row.terms and row.terms.set_key == wanted)


def _add_standings(
    rows: dict[int, StaffRow], spans: dict[int, list[Span]], school: Organization, day: date
) -> dict[str, list[Planned]]:
    by_set = {row.terms.set_key: row.terms for row in rows.values() if row.terms}
    year, cycle = _sums(by_set.values(), school, day)
    leaves = _leaves(by_set.values(), school, day)
    undecided = dict(staff_reads.undecided(school=school.pk, day=day))
    seats = by_person(staff_reads.seats(school=school.pk, day=day))
    last_day = max((terms.year_last for terms in by_set.values()), default=day)
    runs = open_runs(school, day=day, last_day=last_day)
    offers = {key: _worths(runs, terms) for key, terms in by_set.items()}
    seat_worths: dict[tuple[str, int], list[Planned]] = {}
    filed = {
        key: filed_school_training(school, set_key=key, day=day, last_day=terms.year_last)
        for key, terms in by_set.items()
    }

    def seat_worth(run: CourseRun, terms: Terms) -> list[Planned]:
        known = (terms.set_key, run.pk)
        if known not in seat_worths:
            seat_worths[known] = _worths([run], terms)
        return seat_worths[known]

    for row in rows.values():
        own_leaves = leaves.get(row.person_id, [])
        current = [kind for kind, (since, until) in own_leaves if since <= day and (until is None or day <= until)]
        row.undecided = undecided.get(row.person_id, 0)
        if current:
            row.leave = str(Leave(kind=current[0]).get_kind_display())
            row.post = "leave"
        if row.terms is None:
            continue
        key = row.terms.set_key
        taken = seats.get(row.person_id, [])
        taken_ids = {run.pk for run in taken}
        row.cycle_done = cycle[row.person_id, key].get(TOTAL_SCOPE, 0)
        row.standing = standing(
            terms=row.terms,
            year=year[row.person_id, key],
            cycle=cycle[row.person_id, key],
            seats=[*(seat for run in taken for seat in seat_worth(run, row.terms)), *filed[key]],
            offers=[offer for offer in offers[key] if offer.run_id not in taken_ids],
            exempt=exempt_by_days(row.terms, spans[row.person_id], own_leaves),
            last_year=row.terms.last_year_of_cycle,
        )
    return offers


def _worths(runs: Iterable[CourseRun], terms: Terms) -> list[Planned]:
    found = (planned_of(run, set_key=terms.set_key, last_day=terms.year_last) for run in runs)
    return [planned for planned in found if planned is not None]


Sums = dict[tuple[int, str], dict[str, int]]


def _sums(terms: Iterable[Terms], school: Organization, day: date) -> tuple[Sums, Sums]:
    """Amounts of the year and of the cycle by (person, set) and scope, added up by the database."""
    year: Sums = defaultdict(dict)
    cycle: Sums = defaultdict(dict)
    for each in terms:
        totals = staff_reads.totals(
            school=school.pk, day=day, set_key=each.set_key, cycle=each.cycle_first, year=each.year
        )
        for person_id, scope, of_year, of_cycle in totals:
            year[person_id, each.set_key][scope] = of_year
            cycle[person_id, each.set_key][scope] = of_cycle
    return year, cycle


def _leaves(terms: Iterable[Terms], school: Organization, day: date) -> dict[int, list[tuple[str, Span]]]:
    found: dict[int, list[tuple[str, Span]]] = defaultdict(list)
    first = min((each.year_first for each in terms), default=None)
    if first is None:
        return found
    for person_id, kind, since, until in staff_reads.leaves(school=school.pk, day=day, first=first):
        found[person_id].append((kind, (since, until)))
    return found


def find_member(school: Organization, public_id: Any, day: date | None = None) -> User | None:
    """The person of that id in the roster of ``school`` on ``day``; ``None`` for anybody else."""
    on = Membership.objects.on(day).filter(organization=school, role__in=STAFF_ROLES)
    return User.objects.filter(public_id=public_id, pk__in=on.values("person_id")).first()
