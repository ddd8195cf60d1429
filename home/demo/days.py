"""The school calendar the demo keeps to: no training on holidays, on 1 June, or in the school vacations by accident.

Vacations are the usual ones of the places shown, a few days wide, since a demo needs plausible days and no decree.
"""

from datetime import date, timedelta

_ONE = timedelta(days=1)
# (first month-day, last month-day) without term; the last winter days lie after the latest lantern festival.
_OFF = (
    ((1, 1), (1, 3)),
    ((1, 18), (2, 26)),
    ((4, 4), (4, 6)),
    ((5, 1), (5, 5)),
    ((6, 1), (6, 1)),
    ((7, 4), (8, 27)),
    ((10, 1), (10, 8)),
)
SUMMER = ((7, 6), (7, 24))  # when institutes hold holiday classes


def in_term(day: date) -> bool:
    """Whether schools teach around this day (weekends count as in term)."""
    return not any(first <= (day.month, day.day) <= last for first, last in _OFF)


def term_day(near: date, *, forward: bool = False, weekday: int | None = None) -> date:
    """The nearest day in term at or before (``forward``: at or after) ``near``; Monday is 0, ``None`` any weekday."""
    step = _ONE if forward else -_ONE
    day = near
    while not (in_term(day) and (day.weekday() < 5 if weekday is None else day.weekday() == weekday)):
        day += step
    return day


def summer_day(year: int, *, position: int) -> date:
    """A weekday of the institutes' summer classes in ``year``; ``position`` counts weekdays from the first."""
    day = date(year, *SUMMER[0])
    left = position
    while True:
        if day.weekday() < 5:
            if left == 0:
                return day
            left -= 1
        day += _ONE


def year_bounds(rule_set: str, day: date) -> tuple[date, date]:
    """First and last day of the rule-set year around ``day``: cq from 1 July, js calendar, cv-nj from 1 September."""
    month = {"cq": 7, "js": 1, "cv-nj": 9}[rule_set]
    first = date(day.year if day.month >= month else day.year - 1, month, 1)
    return first, date(first.year + 1, month, 1) - _ONE


def year_label(rule_set: str, day: date) -> str:
    """``2026`` for a calendar year, else ``2026-27``."""
    first, last = year_bounds(rule_set, day)
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year % 100:02d}"


def cycle_start(rule_set: str, day: date) -> date:
    """First day of the five-year cycle that contains ``day``."""
    anchor = {
        "cq": date(2017, 7, 1),
        "js": date(2021, 1, 1),
        "cv-nj": date(2021, 9, 1),
    }[rule_set]
    first, _ = year_bounds(rule_set, day)
    return date(first.year - (first.year - anchor.year) % 5, anchor.month, 1)
