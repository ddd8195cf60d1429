"""How much a teacher should have by now to stand where the demo wants them: a range in grains of the rule set."""

from dataclasses import dataclass

_SURPLUS = 550
_MARGIN = 30


@dataclass(frozen=True)
class Outlook:
    """What is to come in this year: filed school meetings, a seat in a run, and what one may still join, in grains."""

    minimum: int
    meetings: int
    seat: int
    offers: int


@dataclass(frozen=True)
class Wish:
    """Have at least ``low`` and at most ``high``; ``seated`` holds a seat in the nominated run."""

    low: int
    high: int
    seated: bool = False


def wish_for(status: str, outlook: Outlook) -> Wish:
    """The range for a wanted status; where nothing is on offer, being on course stands in for a gap."""
    after_meetings = outlook.minimum - outlook.meetings
    if status == "exempt":
        return Wish(low=0, high=outlook.minimum // 5)
    if status == "reached":
        return Wish(low=outlook.minimum, high=outlook.minimum + _SURPLUS)
    if status == "will_miss":
        return Wish(low=outlook.minimum // 10, high=max(_MARGIN, after_meetings - outlook.offers - _MARGIN))
    if status == "gap" and outlook.offers > 2 * _MARGIN:
        return Wish(low=max(0, after_meetings - outlook.offers + _MARGIN), high=after_meetings - _MARGIN)
    low = max(outlook.minimum // 4, after_meetings - outlook.seat + _MARGIN)
    if low >= outlook.minimum - _MARGIN:
        return Wish(low=outlook.minimum, high=outlook.minimum + _SURPLUS)
    return Wish(low=low, high=outlook.minimum - 1, seated=outlook.seat > 0)
