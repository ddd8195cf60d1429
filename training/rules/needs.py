"""What a clause may ask before it counts, each with the facts behind it and what an absent fact means.

Proof facts that an organizer's or certifier's decision stands for are taken as given; lengths, days and consents are
not. An activity of 教研 counts only with approval at district level or above (教师〔2016〕12号).
"""

from collections.abc import Callable

from training.rules.facts import Evidence
from training.rules.vocabulary import FAILED, LEVEL_RANK, MINUTES_PER_HOUR

Need = Callable[[Evidence], bool]


def _fact(name: str) -> Need:
    return lambda evidence: bool(evidence.value(name, True))


def _at_least(name: str, least: int) -> Need:
    return lambda evidence: int(evidence.value(name, 0)) >= least


def _approved(evidence: Evidence) -> bool:
    return LEVEL_RANK.get(evidence.value("approved_level", ""), -1) >= LEVEL_RANK["district"]


NEEDS: dict[str, Need] = {
    "appointment": _fact("appointment"),
    "approved_district": _approved,
    "author_1_2": lambda evidence: evidence.value("author_rank", 1) in (1, 2),
    "consent_if_unaudited": lambda evidence: (
        not evidence.value("unaudited", False) or bool(evidence.value("consent", False))
    ),
    "days_60": _at_least("stay_days", 60),
    "finished": _fact("finished"),
    "minutes_45": lambda evidence: evidence.total_minutes >= MINUTES_PER_HOUR,
    "note_3000": _at_least("note_chars", 3000),
    "note_500": _at_least("note_chars", 500),
    "notes": _fact("notes"),
    "pass": lambda evidence: evidence.outcome != FAILED,
    "plan": _fact("plan"),
    "plan_filed": _fact("plan_filed"),
    "product": _fact("product"),
    "reflection": _fact("reflection"),
    "reflection_800": _at_least("reflection_chars", 800),
    "report": _fact("report"),
    "script": _fact("script"),
}


def unmet(needs: tuple[str, ...], evidence: Evidence) -> str:
    """The first need in the clause's order that the evidence does not meet, or an empty text."""
    return next((need for need in needs if not NEEDS[need](evidence)), "")
