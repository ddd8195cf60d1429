"""School years (学年): from 1 September to 31 August, written ``2026-2027``. Years of rule sets have other borders."""

from datetime import date

FIRST_MONTH = 9


def first_day(day: date) -> date:
    """1 September of the school year around ``day``."""
    return date(day.year if day.month >= FIRST_MONTH else day.year - 1, FIRST_MONTH, 1)


def school_year(day: date, *, later: int = 0) -> str:
    """The school year around ``day``, or the one so many years ``later``."""
    first = first_day(day).year + later
    return f"{first}-{first + 1}"
