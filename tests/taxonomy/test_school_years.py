"""What year of school a day belongs to."""

from datetime import date

import pytest

from taxonomy.school_years import first_day, school_year


@pytest.mark.parametrize(
    ("day", "year", "first"),
    [
        (date(2026, 8, 31), "2025-2026", date(2025, 9, 1)),
        (date(2026, 9, 1), "2026-2027", date(2026, 9, 1)),
        (date(2027, 1, 1), "2026-2027", date(2026, 9, 1)),
    ],
)
def test_it_turns_on_the_first_of_september(day: date, year: str, first: date) -> None:
    assert (school_year(day), first_day(day)) == (year, first)
    assert school_year(day, later=1) == f"{first.year + 1}-{first.year + 2}"
