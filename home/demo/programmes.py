"""Series with their runs, groups with their activities: days from today become dates in term, people are chosen."""

from datetime import date, timedelta

from home.demo.days import term_day
from home.demo.persons import Person
from home.demo.programme_shapes import (
    Activity,
    ActivityPlan,
    ActivityStep,
    Group,
    GroupPlan,
    Meeting,
    Review,
    Run,
    RunPlan,
    Series,
)
from home.demo.seeds import seeded
from taxonomy.school_years import first_day, school_year

SEAT_RUN = "task-assessment-2"  # the school-nominated run that people "on course" sit in
_SATURDAY = 5
_SPARE_MEMBERS = 4


def day_from(today: date, days: int, *, weekday: int | None = None) -> date:
    """The day in term nearest to today + ``days``: the past stays past, the future stays future."""
    return term_day(today + timedelta(days=days), forward=days >= 0, weekday=weekday)


def compose_run(plan: RunPlan, series: Series, *, people: tuple[Person, ...], today: date) -> Run:
    """A run with meetings on its own weekday, spread from start to end; who sits in ``SEAT_RUN`` is decided later."""
    key = f"{series.key}-{plan.number}"
    weekday = _SATURDAY if plan.hour == 9 else None
    always = plan.mode == "always_open"
    starts_on = today + timedelta(days=plan.starts) if always else day_from(today, plan.starts, weekday=weekday)
    ends_on = today + timedelta(days=plan.ends)
    if not always:
        ends_on = max(starts_on, day_from(today, plan.ends, weekday=weekday))
    sessions = [(index, unit) for index, unit in enumerate(series.units) if unit.kind == "session"]
    meetings = []
    for position, (index, unit) in enumerate(sessions):
        share = position / max(1, len(sessions) - 1) if len(sessions) > 1 else 0
        near = starts_on + timedelta(days=round((ends_on - starts_on).days * share))
        on = min(term_day(near, forward=True, weekday=weekday), ends_on)
        meetings.append(Meeting(unit.title, index, on, plan.hour, unit.minutes, plan.place))
    latest = ends_on if always else starts_on - timedelta(days=2)
    enrol_until = min(today + timedelta(days=plan.enrol_until), latest)
    return Run(
        key=key,
        series=series.key,
        organization=series.organization,
        number=plan.number,
        mode=plan.mode,
        status=plan.status,
        enrol_from=min(today + timedelta(days=plan.enrol_from), enrol_until - timedelta(days=7)),
        enrol_until=enrol_until,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=plan.capacity,
        place=plan.place,
        meetings=tuple(meetings),
        completed=_choose(series, plan.completed, key=key, people=people),
        enrolled=_choose(series, plan.enrolled, key=key, people=people),
    )


def _choose(series: Series, count: int, *, key: str, people: tuple[Person, ...]) -> tuple[str, ...]:
    """Teachers of the subject in the municipality; only those already on course or there sit in runs to come."""
    fitting = [
        person
        for person in people
        if person.status in ("on_course", "reached")
        and series.subject in ("", person.subject)
        and person.stage == series.stage
        and person.rule_set == "cq"
    ]
    return tuple(person.key for person in seeded("run", key).sample(fitting, min(count, len(fitting))))


def compose_group(plan: GroupPlan, *, people: tuple[Person, ...], today: date) -> Group:
    """A group whose named members are joined by a few colleagues when it has hardly any."""
    named = [plan.host, *([plan.secretary] if plan.secretary else []), *plan.members]
    if len(named) < _SPARE_MEMBERS:
        schools = [school for activity in plan.activities for school in activity.schools]
        more = [
            person.key
            for person in _colleagues(people, schools, plan.subject)
            if person.key not in named and person.status != "exempt" and person.stage == plan.stage
        ]
        named += more[: _SPARE_MEMBERS + 1 - len(named)]
    return Group(
        key=plan.key,
        kind=plan.kind,
        name=plan.name,
        organization=plan.organization,
        subject=plan.subject,
        stage=plan.stage,
        host=plan.host,
        secretary=plan.secretary,
        members=tuple(named),
        since=first_day(today + timedelta(days=plan.since)),
        until=_end_of_august(today + timedelta(days=plan.until)),
        aim=plan.aim,
        plan=plan.plan,
        reviews=tuple(
            _review(item.year_back, item.result, item.comment, item.reviewer, today) for item in plan.reviews
        ),
    )


def _review(years: int, result: str, comment: str, reviewer: str, today: date) -> Review:
    """The review of a school year takes place in the July that ends it."""
    on = date(first_day(today).year - years + 1, 7, 8)
    year = school_year(today, later=-years)
    return Review(year=year, result=result, comment=comment, reviewer=reviewer, on=on)


def _end_of_august(day: date) -> date:
    """The 31 August nearest to the day: groups end with a school year."""
    return min((date(year, 8, 31) for year in (day.year - 1, day.year, day.year + 1)), key=lambda end: abs(end - day))


def _colleagues(people: tuple[Person, ...], schools: list[str], subject: str) -> list[Person]:
    """Teachers of the schools, in the order of the schools; of the subject when one is given."""
    order = {school: position for position, school in reversed(list(enumerate(schools)))}
    fitting = [person for person in people if person.organization in order and subject in ("", person.subject)]
    return sorted(fitting, key=lambda person: order[person.organization])


def compose_activity(plan: ActivityPlan, group: Group, *, people: tuple[Person, ...], today: date) -> Activity:
    """An activity with its members first, then colleagues of the schools in turn; nobody on leave."""
    away = {person.key for person in people if person.status == "exempt"}
    at_school = {person.key for person in people if person.organization in plan.schools}
    chosen = [key for key in group.members if key in at_school and key not in away]
    rest = [p.key for p in _colleagues(people, list(plan.schools), group.subject) if p.key not in {*chosen, *away}]
    seeded("activity", plan.key).shuffle(rest)
    chosen = (chosen + rest)[: plan.participants]
    handed_in = chosen[: round(len(chosen) * plan.handed_in / 100)]
    steps = [step.split("|") for step in plan.steps]
    return Activity(
        key=plan.key,
        group=group.key,
        organization=group.organization,
        kind=plan.kind,
        title=plan.title,
        theme=plan.theme,
        lesson=plan.lesson,
        on=day_from(today, plan.day),
        hour=plan.hour,
        minutes=plan.minutes,
        place=plan.place,
        schools=plan.schools,
        status=plan.status,
        participants=tuple(chosen),
        handed_in=tuple(handed_in),
        steps=tuple(ActivityStep(title=title, note=note) for title, note in steps),
        products=plan.products,
        return_reason=plan.return_reason,
    )
