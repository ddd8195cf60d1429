"""A year and a half of hours: from the day the platform came until today, and opening balances for the time before.

Nothing here decides what counts: facts go to the rule engine. The generator only aims, so that every status can be
seen on the day of the demo.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from home.demo.claims import compose_claims
from home.demo.days import cycle_start, year_bounds, year_label
from home.demo.evidence_shapes import EvidenceFact, OpeningFact, SchoolMeeting, Titles
from home.demo.naming import Naming
from home.demo.offers import MEETING_WORTH, SCOPES, YEAR_MINIMUM, run_worth
from home.demo.persons import Person
from home.demo.programme_shapes import Activity, Run, Series
from home.demo.programmes import SEAT_RUN
from home.demo.school_plans import meetings_between, meetings_to_come
from home.demo.seeds import seeded
from home.demo.shapes import District, Places, School
from home.demo.teacher_year import Earned, TeacherYear
from home.demo.wishes import Outlook, Wish, wish_for

MONTHS = 18
_FAILED_SHARE = 0.04  # teachers who missed the minimum of a past year


@dataclass(frozen=True)
class History:
    """Everything about hours: ``seated`` are the persons who hold a seat in the nominated run."""

    evidence: tuple[EvidenceFact, ...]
    openings: tuple[OpeningFact, ...]
    claims: tuple[EvidenceFact, ...]
    meetings_to_come: tuple[SchoolMeeting, ...]
    seated: tuple[str, ...]
    started_on: date


def platform_start(today: date) -> date:
    """The first of the month, eighteen months ago."""
    months = today.year * 12 + today.month - 1 - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def compose_history(
    *,
    places: Places,
    people: tuple[Person, ...],
    series: tuple[Series, ...],
    runs: tuple[Run, ...],
    activities: tuple[Activity, ...],
    titles: Titles,
    today: date,
) -> History:
    """Facts of every teacher. ``runs`` and ``activities`` give what finished and approved ones count by themselves."""
    naming = Naming(places, people, titles)
    granted = _granted(series, runs, activities)
    start = platform_start(today)
    evidence: list[EvidenceFact] = []
    openings: list[OpeningFact] = []
    seated: list[str] = []
    teachers = [person for person in people if person.status]
    for number, person in enumerate(teachers, start=1):
        school = naming.school(person.organization)
        outlook = _outlook(naming.district(person.organization), school, series, runs, titles, today)
        wish = wish_for(person.status, outlook)
        if wish.seated:
            seated.append(person.key)
        own = granted.get(person.key, [])
        evidence += _evidence_of(person, number, school, wish, own, naming, start=start, today=today)
        openings += _openings_of(person, start=start)
    coming = [
        meeting
        for school in places.schools
        for meeting in meetings_to_come(
            school, titles, today=today, last=year_bounds(naming.district(school.key).rule_set, today)[1]
        )
    ]
    return History(
        evidence=tuple(evidence),
        openings=tuple(openings),
        claims=compose_claims(people=people, titles=titles, naming=naming, today=today),
        meetings_to_come=tuple(coming),
        seated=tuple(seated),
        started_on=start,
    )


def _granted(
    series: tuple[Series, ...], runs: tuple[Run, ...], activities: tuple[Activity, ...]
) -> dict[str, list[tuple[Earned, str, str]]]:
    """By person: what finished runs and approved activities give (evidence, organizer, origin)."""
    known = {item.key: item for item in series}
    found: dict[str, list[tuple[Earned, str, str]]] = defaultdict(list)
    for run in runs:
        item = known[run.series]
        for key in run.completed if run.status == "finished" else ():
            facts: dict[str, Any] = {"minutes": item.minutes}
            title = f"{item.title}（第{run.number}期）"
            earned = Earned(item.learning_type, item.level, "", run.ends_on, "", "institute", facts, title)
            found[key].append((earned, run.organization, f"run:{run.key}"))
    for activity in activities:
        for key in activity.handed_in if activity.status == "approved" else ():
            facts = {"minutes": activity.minutes, "approved_level": "district", "product": True}
            earned = Earned("research_activity", "district", "", activity.on, "", "institute", facts, activity.title)
            found[key].append((earned, activity.organization, f"activity:{activity.key}"))
    return found


def _outlook(
    district: District, school: School, series: tuple[Series, ...], runs: tuple[Run, ...], titles: Titles, today: date
) -> Outlook:
    """What is to come for a teacher of this school before the year ends."""
    rule_set = district.rule_set
    _, last = year_bounds(rule_set, today)
    known = {item.key: item for item in series}
    seat = offers = 0
    for run in runs:
        item = known[run.series]
        if run.ends_on > last and run.mode != "always_open":
            continue
        worth = run_worth(rule_set, item.learning_type, item.minutes)
        if run.key == SEAT_RUN:
            seat = worth
        elif run.status in ("approved", "running") and run.enrol_until >= today:
            offers += worth if run.organization.startswith(f"{district.key}-") else 0
    meetings = len(meetings_to_come(school, titles, today=today, last=last)) * MEETING_WORTH[rule_set]
    return Outlook(minimum=YEAR_MINIMUM[rule_set], meetings=meetings, seat=seat, offers=offers)


def _years(rule_set: str, start: date, today: date) -> Iterator[tuple[date, date]]:
    first, last = year_bounds(rule_set, start)
    while first <= today:
        yield first, last
        first, last = year_bounds(rule_set, last + timedelta(days=1))


def _evidence_of(
    person: Person,
    number: int,
    school: School,
    wish: Wish,
    granted: list[tuple[Earned, str, str]],
    naming: Naming,
    *,
    start: date,
    today: date,
) -> list[EvidenceFact]:
    random = seeded("history", person.key)
    here = person.memberships[0].since
    yesterday = min([today - timedelta(days=1), *(leave.since - timedelta(days=1) for leave in person.leaves)])
    found: list[EvidenceFact] = []
    for first, last in _years(person.rule_set, start, today):
        begin, end = max(first, start, here), min(last, yesterday)
        own = [item for item in granted if begin <= item[0].on <= end and person.rule_set == "cq"]
        low, high = (wish.low, wish.high) if last >= today else _past_range(random.random(), person, first, begin, last)
        year = TeacherYear(
            rule_set=person.rule_set,
            first=begin,
            last=end,
            low=low,
            high=high,
            number=number,
            meetings=meetings_between(school, naming.titles, begin, end) if begin <= end else (),
            random=random,
            total=sum(run_worth("cq", "training", item.facts["minutes"]) for item, _, _ in own),
        )
        found += [naming.fact(person, earned, today=today, random=random) for earned in year.fill()]
        for earned, organizer, origin in own:
            fact = naming.fact(person, earned, today=today, random=random)
            found.append(replace(fact, organizer=naming.names[organizer], origin=origin))
    found.sort(key=lambda fact: (fact.occurred_on, fact.title))
    return [replace(fact, source_id=f"demo-{person.key}-{position:03d}") for position, fact in enumerate(found, 1)]


def _past_range(chance: float, person: Person, first: date, begin: date, last: date) -> tuple[int, int]:
    """A past year's range: a few missed it; a part of a year has its share."""
    minimum = YEAR_MINIMUM[person.rule_set]
    share = ((last - begin).days + 1) / ((last - first).days + 1)
    low, high = (int(minimum * 0.6), int(minimum * 0.95)) if chance < _FAILED_SHARE else (minimum, int(minimum * 1.25))
    return int(low * share), int(high * share)


def _openings_of(person: Person, *, start: date) -> Iterator[OpeningFact]:
    """Two entries a year from the cycle's beginning: what counts towards the set's sub-minimum, and the rest."""
    random = seeded("opening", person.key)
    here = person.memberships[0].since
    for first, last in _years(person.rule_set, cycle_start(person.rule_set, start), start - timedelta(days=1)):
        begin, end = max(first, here), min(last, start - timedelta(days=1))
        share = ((end - begin).days + 1) / ((last - first).days + 1)
        if share <= 0:
            continue
        total = int(YEAR_MINIMUM[person.rule_set] * random.uniform(1.02, 1.55) * share)
        inside = int(total * random.uniform(0.35, 0.65))
        year = year_label(person.rule_set, first)
        note = f"区核定名册，{end.year}年{end.month}月移交"
        yield OpeningFact(person.key, person.rule_set, year, inside, (SCOPES[person.rule_set],), note)
        yield OpeningFact(person.key, person.rule_set, year, total - inside, (), note)
