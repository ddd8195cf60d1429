"""Awards and refusals as they stand on a day, with what closed years hold kept as it is.

A reversal while the year is open evaluates again without the entry, so that the earliest cut one gets the room. After
the year closed the entry stays for the year; it leaves the cycle, and its room serves only years still open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from training.rules.caps import Award, Rooms
from training.rules.matching import BELOW_UNIT, Candidate
from training.rules.rivals import lost

REVERSED = "reversed"
YearKey = tuple[str, date]  # set, first day of the year


@dataclass
class Kept:
    """What closed years hold: awards and refusals by evidence id."""

    awards: dict[str, Award] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)

    def __contains__(self, evidence_id: str) -> bool:
        return evidence_id in self.awards or evidence_id in self.refusals


@dataclass
class Settlement:
    """Awards in booking order and refusals by evidence id; ``taken_back``: reversed after their year had closed."""

    awards: dict[str, Award]
    refusals: dict[str, str]
    taken_back: set[str]


def settle(candidates: Iterable[Candidate], *, until: date, reversals: Mapping[str, date], kept: Kept) -> Settlement:
    """Everything posted up to ``until``, reversals up to that day carried out."""
    gone = {target for target, day in reversals.items() if day <= until}
    refusals = dict(kept.refusals)
    able: list[Candidate] = []
    for each in candidates:
        if each.evidence.posted > until or each.id in kept:
            continue
        if each.refusal and each.refusal != BELOW_UNIT:
            refusals[each.id] = each.refusal
        elif each.id in gone:
            refusals[each.id] = REVERSED
        else:
            able.append(each)
    taken_back = gone & kept.awards.keys()
    standing = [award for evidence_id, award in kept.awards.items() if evidence_id not in taken_back]
    refusals |= lost(able, standing=[award.candidate for award in standing])
    rooms = Rooms()
    for award in standing:
        rooms.keep(award)
    awards = dict(kept.awards)
    for each in able:
        if each.id in refusals:
            continue
        if each.refusal:
            refusals[each.id] = each.refusal
        else:
            awards[each.id] = rooms.award(each)
    return Settlement(awards, refusals, taken_back)


def keep_closed(settlement: Settlement, candidates: Iterable[Candidate], closed: set[YearKey], kept: Kept) -> None:
    """Freeze what is booked in the ``closed`` years."""
    for each in candidates:
        if each.id in kept or each.year is None or each.rule_set is None:
            continue
        if (each.rule_set.set, each.year.start) not in closed:
            continue
        if each.id in settlement.awards:
            kept.awards[each.id] = settlement.awards[each.id]
        elif each.id in settlement.refusals:
            kept.refusals[each.id] = settlement.refusals[each.id]
