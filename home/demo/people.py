"""Who lives in the demo city: the roster of every school with dates, then the people of bureaus and institutes."""

from collections.abc import Iterator
from datetime import date, timedelta

from home.demo.days import year_bounds
from home.demo.persons import (
    Cast,
    LeaveFact,
    MembershipFact,
    Names,
    Person,
    StaffMember,
)
from home.demo.roster import Draft, draft_school
from home.demo.shapes import Places
from taxonomy.school_years import first_day

LEAVE_DAYS = {"maternity": 200, "illness": 300}


def _stage(draft: Draft) -> str:
    if draft.school.level == "nine_year":
        return "junior" if draft.number % 3 == 0 else "primary"
    return "junior" if draft.school.level == "junior" else "primary"


def _leaves(draft: Draft, *, rule_set: str, today: date) -> tuple[LeaveFact, ...]:
    """A leave of more than half of this rule-set year, begun before today: the year is not judged (免审)."""
    if not draft.leave:
        return ()
    first, _ = year_bounds(rule_set, today)
    begin = min(today - timedelta(days=5), first + timedelta(days=draft.number % 12))
    return (
        LeaveFact(
            kind=draft.leave,
            since=begin,
            until=begin + timedelta(days=LEAVE_DAYS[draft.leave]),
        ),
    )


def _memberships(draft: Draft, *, since: date, today: date) -> tuple[MembershipFact, ...]:
    home = draft.school.key
    facts = [MembershipFact(organization=home, role="teacher", kind="home", since=since)]
    office_since = max(since, date(today.year - 3, 9, 1))
    facts += [MembershipFact(organization=home, role=role, kind="home", since=office_since) for role in draft.roles]
    if draft.host:
        begin = first_day(today)
        facts.append(
            MembershipFact(
                organization=draft.host,
                role="teacher",
                kind="host",
                since=begin,
                until=date(begin.year + 1, 8, 31),
            )
        )
    return tuple(facts)


def _teacher(draft: Draft, *, school_number: int, rule_set: str, today: date) -> Person:
    begun = min(draft.born + 23, today.year - 1)
    here = max(begun, min(today.year - 2, begun + draft.number % 9))
    since = max(date(here, 9, 1), draft.school.opened)
    return Person(
        key=draft.key,
        username=draft.key,
        name=draft.name,
        organization=draft.school.key,
        subject=draft.subject,
        stage=_stage(draft),
        title=draft.title,
        born=draft.born,
        teaching_since=begun,
        staff_no=f"{1000 + school_number}{draft.number:03d}",
        status=draft.status,
        rule_set=rule_set,
        honour=draft.honour,
        memberships=_memberships(draft, since=since, today=today),
        leaves=_leaves(draft, rule_set=rule_set, today=today),
        textbooks=draft.textbooks,
    )


def _staff(member: StaffMember, number: int, *, today: date) -> Person:
    since = date(today.year - 4, 9, 1)
    return Person(
        key=member.key,
        username=member.key,
        name=member.name,
        organization=member.organization,
        subject=member.subject,
        stage="primary" if member.subject else "",
        title=member.title,
        born=member.born,
        teaching_since=member.born + 23,
        staff_no=f"YX{number:04d}",
        status="",
        rule_set="",
        honour="",
        memberships=(
            MembershipFact(
                organization=member.organization,
                role=member.role,
                kind="home",
                since=since,
            ),
        ),
        leaves=(),
        textbooks=(),
    )


def compose_people(*, places: Places, cast: Cast, names: Names, today: date) -> tuple[Person, ...]:
    """Every teacher of every school, then bureaus, institutes and the city; account names replace keys."""
    taken = {person.name for person in cast.teachers} | {member.name for member in cast.staff}
    logins = {account.person: account.username for account in cast.accounts}
    rule_sets = {district.key: district.rule_set for district in places.districts}
    found: list[Person] = []
    for school_number, school in enumerate(places.schools, start=1):
        drafts = draft_school(school, cast, names, taken, today=today)
        found += [
            _teacher(draft, school_number=school_number, rule_set=rule_sets[school.district], today=today)
            for draft in drafts
        ]
    found += [_staff(member, number, today=today) for number, member in enumerate(cast.staff, start=1)]
    return tuple(_with_login(found, logins))


def _with_login(people: list[Person], logins: dict[str, str]) -> Iterator[Person]:
    for person in people:
        login = logins.get(person.key, person.username)
        yield (person if login == person.username else Person(**{**vars(person), "username": login}))
