"""What an engine is asked and what it answers: it finds and counts, ``ranking`` orders.

Both engines see the same tokens and the same weights, so they answer the same question: which documents cover enough of
the query (by rarity of its tokens), or were named from outside (nearest vectors), and how many per facet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from search.constants import CANDIDATES, Facet, Kind, Sort
from search.documents import LessonDocument
from taxonomy.constants import LEVEL_ORDER

TITLE_BONUS = 0.5  # a token in the title counts half again: titles say what a lesson is, bodies mention much
CARD_BONUS = 0.5  # the same for the card against the running text
ALSO_SCORE = 0.01  # documents named from outside come last in the engine's own order

# Chosen values and per-facet counts: {"subject": {"math": 12}}
Filters = dict[Facet, tuple[str, ...]]
Counts = dict[Facet, dict[str, int]]


class EngineUnavailable(Exception):
    """The engine is down, too slow or refuses for now; the other one answers."""


class IndexMissing(EngineUnavailable):
    """The engine is well but its index is gone: it must be rebuilt whole, a part of it would answer wrongly."""


class EngineTooSlow(EngineUnavailable):
    """The deadline passed: a reader has waited already, so nobody else should."""


@dataclass(frozen=True, slots=True)
class Term:
    """A token and what it is worth. ``column`` is ``words`` or ``sounds``."""

    token: str
    weight: float
    column: str = "words"


@dataclass(frozen=True, slots=True)
class Wish:
    """A soft condition on a column of the document: fitting documents gain ``weight``."""

    column: str
    values: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """One question to an engine.

    With ``terms``: documents whose covered weight reaches ``threshold``, or whose key is in ``also``. Without terms:
    documents that fulfil every wish of ``required``. ``members`` opens what only signed-in readers may find. ``kinds``:
    what the hits are, empty for everything; filters and facets belong to lessons. ``after``: the sort values of the
    last hit seen, for reading on past ``offset``.
    """

    terms: tuple[Term, ...] = ()
    threshold: float = 0.0
    wishes: tuple[Wish, ...] = ()
    required: tuple[Wish, ...] = ()
    also: tuple[str, ...] = ()
    filters: Filters = field(default_factory=dict)
    volume_id: int | None = None
    node_path: str = ""
    members: bool = False
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = CANDIDATES
    kinds: tuple[str, ...] = (Kind.LESSON.value,)
    after: tuple[Any, ...] = ()
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Keys with the engine's own score, the number of all matches, counts per facet (of lessons) and per kind.

    ``last``: the sort values of the last key, where the engine reads on from them.
    """

    total: int
    keys: list[str]
    scores: dict[str, float]
    counts: Counts
    kinds: dict[str, int] = field(default_factory=dict)
    last: tuple[Any, ...] = ()


class Engine(Protocol):
    """The interface that the contract suite in ``tests/search`` runs on."""

    name: str

    def find(self, plan: Plan) -> Found:
        """Answer within the deadline or raise ``EngineUnavailable``."""

    def index(self, documents: list[LessonDocument]) -> dict[str, str]:
        """Write documents with their external versions; returns ``{key: error}``. An older version changes nothing."""

    def delete(self, versions: dict[str, int]) -> dict[str, str]:
        """Delete ``{key: version}``; a missing document is fine."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Everything indexed with its version, for the drift check."""

    def count(self) -> int:
        """How many documents stand in the index."""

    def rebuild(self, batches: Iterable[list[LessonDocument]]) -> int:
        """Fill the index anew from ``batches``, answering all the while; returns how many were written."""


def at_least(levels: tuple[str, ...]) -> tuple[str, ...]:
    """Every level that reaches the lowest chosen one: a 部级 lesson is also a 市级 one."""
    floor = min((LEVEL_ORDER[level] for level in levels if level in LEVEL_ORDER), default=None)
    if floor is None:
        return levels
    return tuple(level for level, order in LEVEL_ORDER.items() if order >= floor)


def effective(filters: Filters) -> Filters:
    """Filters as the columns are compared: levels opened upwards, empty choices dropped."""
    chosen = {facet: values for facet, values in filters.items() if values}
    if levels := chosen.get(Facet.LEVEL):
        chosen[Facet.LEVEL] = at_least(levels)
    return chosen


def cumulated(counts: Counts) -> Counts:
    """Counts of levels as "this level and above"."""
    own = counts.get(Facet.LEVEL, {})
    if not own:
        return counts
    reached = {
        level: sum(count for other, count in own.items() if LEVEL_ORDER.get(other, -1) >= order)
        for level, order in LEVEL_ORDER.items()
    }
    return {**counts, Facet.LEVEL: {level: count for level, count in reached.items() if count}}
