"""Of what cannot stand together, which one stands: certificates of one number, roles in one activity.

The first posted certificate stands; a refused or reversed one frees its number. Per person and activity the role with
the highest raw amount stands, of equal ones the smallest id. What a closed year holds stands before all.
"""

from collections.abc import Iterable, Sequence

from training.rules.matching import Candidate

DUPLICATE = "duplicate_certificate"
EXCLUSIVE = "exclusive"


def lost(candidates: Sequence[Candidate], *, standing: Iterable[Candidate]) -> dict[str, str]:
    """Evidence id → reason for every candidate that another one excludes.

    ``candidates`` may be refused for a floor of zero: they hold no number, yet are a duplicate where it is taken.
    A role that loses frees its number, which may let a further certificate in; so both rules run until nothing changes.
    """
    kept = list(standing)
    losers: set[str] = set()
    while True:
        duplicates = _duplicates([each for each in candidates if each.id not in losers], kept)
        able = [each for each in candidates if each.id not in losers and each.id not in duplicates and not each.refusal]
        found = _outdone(able, kept)
        if not found:
            return {**dict.fromkeys(losers, EXCLUSIVE), **dict.fromkeys(duplicates, DUPLICATE)}
        losers |= found


def _duplicates(candidates: Sequence[Candidate], kept: Sequence[Candidate]) -> set[str]:
    taken = {each.number for each in kept if each.number}
    found = set()
    for each in sorted(candidates, key=lambda one: (one.evidence.posted, one.id)):
        if not each.number:
            continue
        if each.number in taken:
            found.add(each.id)
        elif not each.refusal:
            taken.add(each.number)
    return found


def _outdone(candidates: Sequence[Candidate], kept: Sequence[Candidate]) -> set[str]:
    best: dict[tuple[str, str], Candidate] = {}
    for each in sorted(candidates, key=lambda one: (-one.raw.amount, one.id)):
        if each.activity:
            best.setdefault(_activity(each), each)
    for each in kept:
        if each.activity:
            best[_activity(each)] = each
    return {each.id for each in candidates if each.activity and best[_activity(each)].id != each.id}


def _activity(candidate: Candidate) -> tuple[str, str]:
    return (candidate.rule_set.set if candidate.rule_set is not None else "", candidate.activity)
