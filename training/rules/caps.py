"""Room under caps. Each award gets the least of its raw amount and the room in every cap it names.

A shared cap is one id that several clauses name. A ``day`` cap looks at the part of each day. A ``key`` cap (an
edition, a term) may be shared by several sets, each in its own grains: what was used under another set takes the same
part of the room here.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from training.rules.matching import Candidate
from training.rules.model import Cap

_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CapUse:
    """What one cap left for one award; ``room_before`` and ``room_after`` in grains, ``window`` as the cap names it."""

    cap: str
    window: str
    value: str
    amount: int
    room_before: int
    room_after: int


@dataclass(frozen=True, slots=True)
class Award:
    """What a candidate gets: ``cut`` names the cap with the least room where it is less than the raw amount."""

    candidate: Candidate
    credited: int
    cut: str = ""
    uses: tuple[CapUse, ...] = ()
    parts: tuple[tuple[date, int], ...] = ()


class Rooms:
    """What is used of every cap in every window, filled award by award."""

    def __init__(self) -> None:
        self._used: dict[_Key, dict[str, tuple[int, int]]] = {}  # window → set → (grains used, size of the cap)

    def award(self, candidate: Candidate) -> Award:
        """Give the candidate what there is room for."""
        raw = candidate.raw.amount
        caps = _caps(candidate)
        if not caps:
            return Award(candidate, raw)
        parts = _dated(candidate)
        rooms = [self._room(cap, candidate, parts) for cap in caps]
        credited = min(raw, *rooms)
        given = self._shares(caps, candidate, parts, credited)
        uses = []
        for cap, room in zip(caps, rooms, strict=True):
            self._take(cap, candidate, given, credited)
            value = ",".join(day.isoformat() for day, _part in parts) if cap.window == "day" else _value(cap, candidate)
            uses.append(CapUse(cap.id, cap.window, value, cap.amount, room, room - credited))
        cut = caps[rooms.index(credited)].id if credited < raw else ""
        return Award(candidate, credited, cut, tuple(uses), tuple(given))

    def keep(self, award: Award) -> None:
        """Take the room of an award that was made before."""
        for cap in _caps(award.candidate):
            self._take(cap, award.candidate, list(award.parts), award.credited)

    def _room(self, cap: Cap, candidate: Candidate, parts: list[tuple[date, int]]) -> int:
        if cap.window != "day":
            return self._left(cap, _key(cap, candidate), _set(candidate))
        return sum(min(part, self._left(cap, (cap.id, day), _set(candidate))) for day, part in parts)

    def _left(self, cap: Cap, key: _Key, set_key: str) -> int:
        used = self._used.get(key)
        if used is None:
            return cap.amount
        own = used.get(set_key, (0, 1))[0]
        foreign = sum((Fraction(*pair) for other, pair in used.items() if other != set_key), Fraction(0))
        left = cap.amount * (1 - foreign) - own
        return max(0, left.numerator // left.denominator)

    def _shares(
        self, caps: list[Cap], candidate: Candidate, parts: list[tuple[date, int]], credited: int
    ) -> list[tuple[date, int]]:
        """The credited amount by day, earlier days first, within the room of the day caps."""
        shares, rest = [], credited
        days = [cap for cap in caps if cap.window == "day"]
        for day, part in parts:
            room = min([part, rest, *(self._left(cap, (cap.id, day), _set(candidate)) for cap in days)])
            shares.append((day, room))
            rest -= room
        return shares

    def _take(self, cap: Cap, candidate: Candidate, shares: list[tuple[date, int]], credited: int) -> None:
        if cap.window == "day":
            for day, share in shares:
                self._add((cap.id, day), cap, _set(candidate), share)
        else:
            self._add(_key(cap, candidate), cap, _set(candidate), credited)

    def _add(self, key: _Key, cap: Cap, set_key: str, amount: int) -> None:
        used = self._used.setdefault(key, {})
        used[set_key] = (used.get(set_key, (0, 1))[0] + amount, max(cap.amount, 1))


def _caps(candidate: Candidate) -> list[Cap]:
    if candidate.clause is None or candidate.rule_set is None:
        return []
    return [candidate.rule_set.caps[name] for name in candidate.clause.caps]


def _set(candidate: Candidate) -> str:
    return candidate.rule_set.set if candidate.rule_set is not None else ""


def _dated(candidate: Candidate) -> list[tuple[date, int]]:
    return [(candidate.booked if day is None else day, part) for day, part in candidate.raw.parts]


def _key(cap: Cap, candidate: Candidate) -> _Key:
    if cap.key_field and candidate.evidence.value(cap.key_field):
        return (cap.id, _value(cap, candidate))
    return (cap.id, _set(candidate), _value(cap, candidate))


def _value(cap: Cap, candidate: Candidate) -> str:
    """What names the window: a year's label, a cycle's first day, a key; without a key, the year stands for it."""
    year, cycle = candidate.year, candidate.cycle
    if cap.window == "cycle":
        return cycle.start.isoformat() if cycle is not None else ""
    own = str(candidate.evidence.value(cap.key_field, "")) if cap.key_field else ""
    return own or (year.label if year is not None else "")
