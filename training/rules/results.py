"""What the rules give for one person. Amounts are integers in grains of the set named beside them.

``Result.entries`` have a stable identity (evidence id, clause, set): a ledger compares them with what it posted before
and posts the differences. ``Result.as_dict`` is the shape of the command ``evaluate_rules``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from training.rules.caps import CapUse
from training.rules.formulas import Step

IMPORT_CLAUSE = "import"


@dataclass(frozen=True, slots=True)
class Entry:
    """One award. ``credited`` is after caps; ``year_amount`` and ``cycle_amount`` what it counts towards each.

    ``taken_back``: reversed after its year had closed, so that only the year still has it. An entry of clause
    ``import`` carries what another set (``source_set``) credited into this one at a transfer; its caps were those of
    that set.
    """

    evidence: str
    clause: str
    set: str
    version: str
    year: str
    year_start: date
    cycle: date
    occurred: date
    booked: date
    raw: int
    credited: int
    year_amount: int
    cycle_amount: int
    scopes: tuple[str, ...] = ()
    level: str = ""
    late: bool = False
    taken_back: bool = False
    cut: str = ""
    uses: tuple[CapUse, ...] = ()
    steps: tuple[Step, ...] = ()
    counts: tuple[Any, Any] = (1, 1)
    source_set: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Evidence, clause, set: one entry each."""
        return (self.evidence, self.clause, self.set)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Evidence that gives nothing, with the one reason; ``clause`` is empty where none fits."""

    evidence: str
    reason: str
    clause: str = ""
    set: str = ""
    version: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A minimum against a value: after surplus, and after the proportion of countable years."""

    id: str
    value: int
    minimum: int
    ok: bool
    advice: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Value, minimum, outcome."""
        return {"value": self.value, "min": self.minimum, "ok": self.ok}


@dataclass(frozen=True, slots=True)
class YearResult:
    """A year of a set; ``audit`` is pass, fail or exempt."""

    set: str
    version: str
    year: str
    start: date
    end: date
    total: int
    by: Mapping[str, int]
    requirements: tuple[Judged, ...]
    audit: str
    countable: bool
    closed: bool = False
    band: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command."""
        found = {
            "set": self.set,
            "year": self.year,
            "total": self.total,
            "by": dict(self.by),
            "requirements": {each.id: each.as_dict() for each in self.requirements},
            "audit": self.audit,
        }
        return {**found, "band": self.band} if self.band else found


@dataclass(frozen=True, slots=True)
class CycleResult:
    """A cycle of a set, judged as if its end had come."""

    set: str
    version: str
    cycle: date
    end: date
    total: int
    by: Mapping[str, int]
    requirements: tuple[Judged, ...]
    result: str
    years_counted: int
    failed_years: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command."""
        return {
            "set": self.set,
            "cycle": self.cycle.isoformat(),
            "total": self.total,
            "by": dict(self.by),
            "requirements": {each.id: each.as_dict() for each in self.requirements},
            "result": self.result,
            "years_counted": self.years_counted,
            "failed_years": list(self.failed_years),
        }


@dataclass(frozen=True, slots=True)
class ProgrammeResult:
    """A programme: the uncounted total and its parts."""

    id: str
    set: str
    value: int
    minimum: int
    by: Mapping[str, int]
    ok: bool

    def as_dict(self) -> dict[str, Any]:
        """The shape of the command."""
        return {"id": self.id, "value": self.value, "by": dict(self.by), "ok": self.ok}


@dataclass(frozen=True)
class Result:
    """Everything about one person: entries in booking order, imports, refusals, years, cycles, programmes."""

    entries: tuple[Entry, ...] = ()
    imports: tuple[Entry, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    years: tuple[YearResult, ...] = ()
    cycles: tuple[CycleResult, ...] = ()
    programmes: tuple[ProgrammeResult, ...] = ()

    @property
    def cuts(self) -> tuple[Entry, ...]:
        """Entries below their raw amount."""
        return tuple(entry for entry in self.entries if entry.credited < entry.raw)

    @property
    def late(self) -> tuple[str, ...]:
        """Ids of evidence booked on the day it was posted."""
        return tuple(entry.evidence for entry in self.entries if entry.late)

    def year(self, set_key: str, label: str) -> YearResult | None:
        """One year."""
        return next((each for each in self.years if (each.set, each.year) == (set_key, label)), None)

    def cycle(self, set_key: str, start: date) -> CycleResult | None:
        """One cycle."""
        return next((each for each in self.cycles if (each.set, each.cycle) == (set_key, start)), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "years": [each.as_dict() for each in self.years],
            "cycles": [each.as_dict() for each in self.cycles],
            "programs": [each.as_dict() for each in self.programmes],
            "cuts": [
                {"evidence": each.evidence, "cap": each.cut, "raw": each.raw, "credited": each.credited}
                for each in self.cuts
            ],
            "refused": [{"evidence": each.evidence, "reason": each.reason} for each in self.refusals],
            "late": list(self.late),
            "credited": {each.evidence: each.credited for each in self.entries},
        }
