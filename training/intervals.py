"""Arithmetic of played stretches: pairs of whole milliseconds ``(start, end)``, nothing else. Pure functions."""

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]


def merged(intervals: Iterable[Sequence[int]]) -> list[Interval]:
    """The union in order: what overlaps or touches becomes one, so that a second viewing adds nothing."""
    result: list[Interval] = []
    for start, end in sorted((int(each[0]), int(each[1])) for each in intervals):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def length(intervals: Iterable[Sequence[int]]) -> int:
    """The length of the union."""
    return sum(end - start for start, end in merged(intervals))


def gaps(intervals: Iterable[Sequence[int]], whole: int) -> list[Interval]:
    """What of ``0…whole`` the intervals leave out."""
    found: list[Interval] = []
    reached = 0
    for start, end in merged(intervals):
        if start >= whole:
            break
        if start > reached:
            found.append((reached, start))
        reached = max(reached, end)
    if reached < whole:
        found.append((reached, whole))
    return found


def covered_percent(intervals: Iterable[Sequence[int]], whole: int) -> int:
    """Covered share of ``0…whole`` in whole percent, cut and never rounded up; 0 for an unknown length."""
    if whole <= 0:
        return 0
    inside = [(max(0, start), min(end, whole)) for start, end in intervals]
    return 100 * length(inside) // whole
