"""Where a teacher stands this year, by sums that are already kept; never by linear pace.

The definition, as the roster prints it:

- 免审: too few days of the year count (leave, probation, late entry);
- 已达标: every yearly minimum is met by what is certified;
- 正常: not yet, but met once the seats already taken and the school's filed training are counted in;
- 有缺口: not even then, but met with the approved runs that may still be joined;
- 预计不达标: not even with those.

A set without a yearly minimum is judged by its cycle minimums: only the last year of the cycle can show 有缺口 or
预计不达标, before it everybody who has not reached them is 正常.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from training.constants import TOTAL_SCOPE, YearStatus
from training.planning import Planned
from training.rule_book import Floor, Terms

Amounts = Mapping[str, int]  # scope → grains


@dataclass(frozen=True, slots=True)
class Standing:
    """A status with the figures it rests on, in grains of the set."""

    status: YearStatus
    done: int = 0
    required: int = 0
    missing: int = 0
    missing_after_seats: int = 0
    missing_after_all: int = 0
    offers: int = 0
    floors: tuple[Floor, ...] = field(default_factory=tuple)


def standing(
    *,
    terms: Terms,
    year: Amounts,
    cycle: Amounts,
    seats: Iterable[Planned],
    offers: Iterable[Planned],
    exempt: bool,
    last_year: bool,
) -> Standing:
    """Judge one person. ``seats`` include the school's filed training; ``offers`` may still be joined."""
    by_year = bool(terms.year_floors)
    floors = terms.year_floors if by_year else terms.cycle_floors
    amounts = year if by_year else cycle
    coming = list(seats)
    open_to_join = list(offers)
    now = _missing(floors, amounts, [], by_year)
    with_seats = _missing(floors, amounts, coming, by_year) if now else 0
    with_all = _missing(floors, amounts, [*coming, *open_to_join], by_year) if with_seats else 0
    total = next((floor.minimum for floor in floors if floor.scope == TOTAL_SCOPE), 0)
    if exempt:
        status = YearStatus.EXEMPT
    elif not now:
        status = YearStatus.REACHED
    elif not with_seats or not (by_year or last_year):
        status = YearStatus.ON_COURSE
    else:
        status = YearStatus.WILL_MISS if with_all else YearStatus.GAP
    return Standing(
        status=status,
        done=amounts.get(TOTAL_SCOPE, 0),
        required=total,
        missing=now,
        missing_after_seats=with_seats,
        missing_after_all=with_all,
        offers=len(open_to_join),
        floors=tuple(floors),
    )


def _missing(floors: Iterable[Floor], amounts: Amounts, planned: Iterable[Planned], by_year: bool) -> int:
    """The largest amount by which a minimum is missed once ``planned`` is counted in; 0 when all are met."""
    extra = list(planned)
    largest = 0
    for floor in floors:
        value = amounts.get(floor.scope, 0)
        for each in extra:
            if floor.scope == TOTAL_SCOPE or floor.scope in each.award.scopes:
                value += each.award.year_amount if by_year else each.award.cycle_amount
        largest = max(largest, floor.minimum - value)
    return largest
