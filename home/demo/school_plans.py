"""The schools' filed training plans: a few meetings a year, on Friday afternoons, for the whole staff."""

from collections.abc import Iterator
from datetime import date, timedelta

from home.demo.days import in_term
from home.demo.evidence_shapes import SchoolMeeting, Titles
from home.demo.offers import MEETING_MINUTES
from home.demo.seeds import seeded
from home.demo.shapes import School

MEETING_MONTHS = (3, 5, 9, 10, 12)
MOST_TO_COME = 4
_FRIDAY = 4


def meetings_between(school: School, titles: Titles, first: date, last: date) -> tuple[SchoolMeeting, ...]:
    """The school's meetings from ``first`` to ``last``, both included."""
    return tuple(meeting for meeting in _all_meetings(school, titles, first, last) if first <= meeting.on <= last)


def meetings_to_come(school: School, titles: Titles, *, today: date, last: date) -> tuple[SchoolMeeting, ...]:
    """The next meetings after ``today`` that are already in the plan."""
    return meetings_between(school, titles, today + timedelta(days=1), last)[:MOST_TO_COME]


def _all_meetings(school: School, titles: Titles, first: date, last: date) -> Iterator[SchoolMeeting]:
    for year in range(first.year, last.year + 1):
        topics = list(titles.school)
        seeded("plan", school.key, str(year)).shuffle(topics)
        for month, title in zip(MEETING_MONTHS, topics, strict=False):
            on = _friday(year, month, 1 + seeded("friday", school.key, str(year), str(month)).randrange(2))
            yield SchoolMeeting(school.key, title, on, 15, 30, MEETING_MINUTES, f"{school.name}会议室")


def _friday(year: int, month: int, number: int) -> date:
    """A Friday in term about the ``number``-th week after the first of the month."""
    day = date(year, month, 1) + timedelta(days=7 * number)
    while day.weekday() != _FRIDAY or not in_term(day):
        day += timedelta(days=1)
    return day
