"""Years and cycles of a rule set: where they start, what they are called.

A year is named "2026" where it is the calendar year, else "2026-27"; a cycle is named by its first day.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Year:
    """A rule-set year; ``end`` is its last day."""

    label: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle and its years in order; ``end`` is its last day."""

    start: date
    end: date
    years: tuple[Year, ...]


@dataclass(frozen=True)
class Calendar:
    """The borders of one rule set; every version of a set has the same, so that no year has two."""

    month: int
    day: int
    anchor: date
    years_per_cycle: int
    _years: dict[int, Year] = field(default_factory=dict, repr=False, compare=False)
    _cycles: dict[int, Cycle] = field(default_factory=dict, repr=False, compare=False)

    def starts_year(self, day: date) -> bool:
        """Whether ``day`` is the first day of a year."""
        return (day.month, day.day) == (self.month, self.day)

    def year_of(self, day: date) -> Year:
        """The year that ``day`` lies in."""
        return self._year(day.year if (day.month, day.day) >= (self.month, self.day) else day.year - 1)

    def cycle_of(self, day: date) -> Cycle:
        """The cycle that ``day`` lies in; cycles repeat before and after the anchor."""
        first = self.year_of(day).start.year
        first -= (first - self.anchor.year) % self.years_per_cycle
        found = self._cycles.get(first)
        if found is None:
            years = tuple(self._year(first + offset) for offset in range(self.years_per_cycle))
            found = self._cycles[first] = Cycle(years[0].start, years[-1].end, years)
        return found

    def year_named(self, label: str) -> Year:
        """The year called ``label``; ``ValueError`` where the set has no such year."""
        first = str(label)[:4]
        found = self._year(int(first)) if first.isdecimal() and len(first) == 4 else None
        if found is None or found.label != str(label):
            raise ValueError(f"{label!r} is not the name of a year")
        return found

    def _year(self, first: int) -> Year:
        found = self._years.get(first)
        if found is None:
            start = date(first, self.month, self.day)
            calendar_year = (self.month, self.day) == (1, 1)
            label = str(first) if calendar_year else f"{first}-{(first + 1) % 100:02d}"
            found = self._years[first] = Year(label, start, date(first + 1, self.month, self.day) - ONE_DAY)
        return found
