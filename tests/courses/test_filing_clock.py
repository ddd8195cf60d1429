"""Working days, the clock of a filing, and its windows."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from courses.constants import FilingStatus
from courses.filing_clock import FilingTerms, add_working_days, clock_of, is_working_day, working_days

TERMS = FilingTerms(reply_days=30, windows=(((3, 1), (4, 15)), ((9, 15), (10, 30))))


@dataclass
class Step:
    """As a decision."""

    status: str
    at: datetime


def on(day: str, status: FilingStatus) -> Step:
    return Step(status, datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-10-01", False),  # a holiday on a Wednesday
        ("2025-10-11", True),  # a Saturday worked for it
        ("2026-02-17", False),
        ("2027-02-08", False),  # by law, whether or not its year's notice is out
        ("2026-11-24", True),
        ("2026-11-28", False),
    ],
)
def test_holidays_rest_and_worked_weekends_count(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is works


def test_the_published_example_adds_up() -> None:
    sent, answered = date(2025, 10, 30), date(2025, 12, 5)
    assert working_days(sent, answered) == 26
    steps = [
        on("2025-10-20", FilingStatus.SCHOOL_REVIEW),
        on("2025-10-30", FilingStatus.DISTRICT_REVIEW),
        on("2025-12-05", FilingStatus.FILED),
    ]
    clock = clock_of(steps, TERMS)
    assert clock is not None
    assert (clock.used, clock.left, clock.answered) == (26, 4, answered)
    assert clock.due == add_working_days(sent, 30)
    assert working_days(sent, clock.due) == 30


def test_it_runs_while_it_waits_and_turns_overdue() -> None:
    steps = [on("2026-10-12", FilingStatus.SCHOOL_REVIEW), on("2026-10-12", FilingStatus.DISTRICT_REVIEW)]
    early, late = clock_of(steps, TERMS, date(2026, 10, 12)), clock_of(steps, TERMS, date(2026, 12, 31))
    assert early is not None
    assert late is not None
    assert early.left == 30
    assert late.left < 0


def test_a_new_submission_starts_it_anew() -> None:
    steps = [
        on("2026-03-02", FilingStatus.DISTRICT_REVIEW),
        on("2026-03-09", FilingStatus.RETURNED),
        on("2026-03-16", FilingStatus.SCHOOL_REVIEW),
    ]
    assert clock_of(steps, TERMS) is None
    clock = clock_of([*steps, on("2026-03-17", FilingStatus.DISTRICT_REVIEW)], TERMS, date(2026, 3, 18))
    assert clock is not None
    assert (clock.since, clock.used) == (date(2026, 3, 17), 1)


def test_a_place_without_a_term_has_no_clock() -> None:
    assert clock_of([on("2026-03-02", FilingStatus.DISTRICT_REVIEW)], FilingTerms(None, ())) is None


@pytest.mark.parametrize(
    ("today", "window"),
    [
        ("2026-03-20", (date(2026, 3, 1), date(2026, 4, 15))),
        ("2026-05-01", (date(2026, 9, 15), date(2026, 10, 30))),
        ("2026-11-24", (date(2027, 3, 1), date(2027, 4, 15))),
    ],
)
def test_the_open_or_the_next_window(today: str, window: tuple[date, date]) -> None:
    assert TERMS.window(date.fromisoformat(today)) == window
    assert FilingTerms(30, ()).window(date.fromisoformat(today)) is None
