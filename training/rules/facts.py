"""What is known about one person: memberships, absences, evidence, reversals, closed years. Plain values, no decisions.

``posted`` is the day evidence entered the ledger; ``date`` the last day of the activity. Periods include both ends, an
end of ``None`` is still to come.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from training.rules.vocabulary import DEFAULT_OUTCOME, DEFAULT_ROLE


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end``; ``kind`` is the kind of absence, empty where none was stated."""

    start: datetime.date
    end: datetime.date | None = None
    kind: str = ""

    def covers(self, day: datetime.date) -> bool:
        """Whether ``day`` lies in it."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in an organization under a rule set; a ``host`` one (exchange) never decides the set."""

    set: str
    org: str
    period: Period
    host: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing the person did; ``values`` holds the fields beyond those every evidence has."""

    id: str
    type: str
    date: datetime.date
    posted: datetime.date
    level: str = ""
    role: str = DEFAULT_ROLE
    outcome: str = DEFAULT_OUTCOME
    categories: frozenset[str] = frozenset()
    minutes: int | None = None
    days: tuple[tuple[datetime.date, int | None], ...] = ()
    day_count: int = 0
    count: Fraction | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str, default: Any = None) -> Any:
        """A field beyond the common ones."""
        return self.values.get(name, default)

    @property
    def total_minutes(self) -> int:
        """All minutes, over all days where they are stated by day."""
        if any(minutes is not None for _day, minutes in self.days):
            return sum(minutes or 0 for _day, minutes in self.days)
        return self.minutes or 0


@dataclass(frozen=True, slots=True)
class Closure:
    """A year of a set that was audited on ``date``: its figures never change again."""

    set: str
    year: str
    date: datetime.date


@dataclass(frozen=True)
class Facts:
    """Everything the rules are told about one person; the order of the tuples means nothing."""

    id: str
    memberships: tuple[Membership, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    leaves: tuple[Period, ...] = ()
    probation: tuple[Period, ...] = ()
    closures: tuple[Closure, ...] = ()
    reversals: Mapping[str, datetime.date] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    transfer_mode: str = ""
