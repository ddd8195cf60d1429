"""What must be added to a person's ledger so that it says what the rules give now. Pure: no database, no clock.

The ledger only grows: an award that no longer stands gets a reversal row, a changed amount gets an adjustment with the
difference, and what comes back after a reversal comes back as an adjustment (a clause awards a piece of evidence once).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from training.constants import FIRST_KINDS, EntryKind
from training.models import HourEntry

AMOUNTS = ("amount", "raw_amount", "year_amount", "cycle_amount")
Key = tuple[int, str, str, str, date, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Award:
    """What the rules give for one piece of evidence: amounts in grains of the set."""

    evidence_id: int
    kind: EntryKind
    set_key: str
    set_version: str
    clause: str
    year: str
    cycle: date
    occurred_on: date
    booked_on: date
    amount: int
    raw_amount: int
    year_amount: int
    cycle_amount: int
    scopes: tuple[str, ...] = ()
    level: str = ""
    explanation: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Entries with the same key add up to what stands."""
        return (self.evidence_id, self.clause, self.set_key, self.year, self.cycle, self.scopes)


@dataclass(frozen=True, slots=True)
class Addition:
    """One row to add; ``reverses`` is the entry that a reversal takes back."""

    kind: EntryKind
    award: Award
    reverses: HourEntry | None = None


def additions(awards: Iterable[Award], posted: Iterable[HourEntry]) -> list[Addition]:
    """The rows to add, takings-back first, then by booking date."""
    wanted = {award.key: award for award in awards}
    standing: dict[Key, list[HourEntry]] = defaultdict(list)
    reversed_ids: set[int] = set()
    awarded: set[tuple[int, str]] = set()
    for entry in posted:
        standing[key_of(entry)].append(entry)
        if entry.reverses_id is not None:
            reversed_ids.add(entry.reverses_id)
        if entry.kind in FIRST_KINDS:
            awarded.add((entry.evidence_id, entry.clause))
    back = [
        addition
        for key, entries in standing.items()
        if key not in wanted and (addition := _taken_back(entries, reversed_ids)) is not None
    ]
    given = []
    for key, award in wanted.items():
        if key in standing:
            difference = _difference(award, standing[key])
            if difference is not None:
                given.append(Addition(kind=EntryKind.ADJUSTMENT, award=difference))
        else:
            first = (award.evidence_id, award.clause) not in awarded
            given.append(Addition(kind=award.kind if first else EntryKind.ADJUSTMENT, award=award))
            awarded.add((award.evidence_id, award.clause))
    given.sort(key=lambda each: (each.award.booked_on, each.award.evidence_id, each.award.set_key))
    return back + given


def key_of(entry: HourEntry) -> Key:
    """The key that an entry adds to."""
    return (entry.evidence_id, entry.clause, entry.set_key, entry.year, entry.cycle, tuple(entry.scopes))


def _taken_back(entries: list[HourEntry], reversed_ids: set[int]) -> Addition | None:
    sums = {name: -sum(getattr(entry, name) for entry in entries) for name in AMOUNTS}
    first = next((each for each in entries if each.kind in FIRST_KINDS and each.pk not in reversed_ids), None)
    if first is None and not any(sums.values()):
        return None
    award = _award_from(entries[0], sums)
    if first is None:
        return Addition(kind=EntryKind.ADJUSTMENT, award=award)
    return Addition(kind=EntryKind.REVERSAL, award=award, reverses=first)


def _difference(award: Award, entries: list[HourEntry]) -> Award | None:
    sums = {name: getattr(award, name) - sum(getattr(entry, name) for entry in entries) for name in AMOUNTS}
    return replace(award, **sums) if any(sums.values()) else None


def _award_from(entry: HourEntry, sums: dict[str, int]) -> Award:
    return Award(
        evidence_id=entry.evidence_id,
        kind=EntryKind.ADJUSTMENT,
        set_key=entry.set_key,
        set_version=entry.set_version,
        clause=entry.clause,
        year=entry.year,
        cycle=entry.cycle,
        occurred_on=entry.occurred_on,
        booked_on=entry.booked_on,
        scopes=tuple(entry.scopes),
        level=entry.level,
        explanation={},
        **sums,
    )
