"""The clock of a filing: by when the district has to answer, counted in working days from the day after it arrived.

Days and windows are data (``filing_terms.yaml``); a place without a number of days has no clock. Working days are those
of the State Council's notices, as ``holidays`` carries them; a year without a notice yet has its holidays by law.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from courses.constants import FilingStatus
from organizations.querysets import district_of

TERMS = Path(__file__).resolve().parent / "filing_terms.yaml"


@dataclass(frozen=True, slots=True)
class FilingTerms:
    """What a place asks: ``reply_days`` working days (``None``: no clock), windows as pairs of (month, day)."""

    reply_days: int | None
    windows: tuple[tuple[tuple[int, int], tuple[int, int]], ...]

    def window(self, today: date) -> tuple[date, date] | None:
        """The window that is open on ``today``, else the next one; ``None`` where there are none."""
        found = [
            (date(year, *first), date(year, *last))
            for year in (today.year, today.year + 1)
            for first, last in self.windows
        ]
        return min((each for each in found if each[1] >= today), default=None)


@dataclass(frozen=True, slots=True)
class Clock:
    """A submission's time at the district. ``answered`` is the day of the answer, ``None`` while it waits."""

    since: date
    due: date
    limit: int
    used: int
    answered: date | None

    @property
    def left(self) -> int:
        """Working days that remain; negative when overdue."""
        return self.limit - self.used


def terms_of(school: Any) -> FilingTerms:
    """The terms of the school's district."""
    district = district_of(school)
    return _terms(district.administrative_code if district else "")


def clock_of(decisions: Iterable[Any], terms: FilingTerms, today: date | None = None) -> Clock | None:
    """The clock of the last submission to the district; ``decisions`` in the order they were made."""
    sent: date | None = None
    answered: date | None = None
    for decision in decisions:
        day = timezone.localtime(decision.at).date()
        if decision.status == FilingStatus.DISTRICT_REVIEW:
            sent, answered = day, None
        elif decision.status == FilingStatus.SCHOOL_REVIEW:
            sent = answered = None
        elif sent is not None and answered is None:
            answered = day
    if sent is None or terms.reply_days is None:
        return None
    until = answered or today or timezone.localdate()
    return Clock(
        since=sent,
        due=add_working_days(sent, terms.reply_days),
        limit=terms.reply_days,
        used=working_days(sent, until),
        answered=answered,
    )


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return bool(_calendar(day.year).is_working_day(day))


def working_days(after: date, until: date) -> int:
    """Working days after ``after`` up to and including ``until``."""
    span = range(1, (until - after).days + 1)
    return sum(1 for number in span if is_working_day(after + timedelta(days=number)))


def add_working_days(after: date, number: int) -> date:
    """The day that is the ``number``-th working day after ``after``."""
    day = after
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


@functools.cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    return written


@functools.cache
def _calendar(year: int) -> Any:
    import holidays  # takes a quarter of a second, so not at every start

    return holidays.country_holidays("CN", years=year, expand=False)


@functools.cache
def _terms(administrative_code: str) -> FilingTerms:
    written = _written()
    given = written["default"] | written["districts"].get(administrative_code, {})
    return FilingTerms(
        reply_days=given["reply_working_days"],
        windows=tuple((_month_day(first), _month_day(last)) for first, last in given["windows"]),
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
