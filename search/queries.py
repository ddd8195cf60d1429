"""One query object, one result object, whatever engine answers and whoever asks (page, API, evaluation)."""

from dataclasses import dataclass, field
from typing import Any

from search.constants import PAGE_SIZE, Kind, Sort
from search.engines.base import Counts, Filters
from search.understanding import Understanding


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked. ``filters`` is multi-select inside a facet; ``ignore`` are understood kinds taken back.

    ``members``: the reader is signed in. ``kinds``: what is listed (``Kind``), empty for everything in one order.
    ``start`` and ``after`` read on from a cursor instead of a page: how many hits were seen, and where the engine
    stood. ``off`` switches ranking features off (evaluation only).
    """

    text: str = ""
    filters: Filters = field(default_factory=dict)
    page: int = 1
    page_size: int = PAGE_SIZE
    sort: Sort = Sort.RELEVANCE
    ignore: frozenset[str] = frozenset()
    volume_id: int | None = None
    node_path: str = ""
    members: bool = False
    kinds: tuple[str, ...] = (Kind.LESSON.value,)
    start: int | None = None
    after: tuple[Any, ...] = ()
    off: frozenset[str] = frozenset()

    @property
    def offset(self) -> int:
        """The first hit of the page, from 0."""
        return (self.page - 1) * self.page_size if self.start is None else self.start


@dataclass(frozen=True, slots=True)
class Match:
    """The passage that matched: where it stands, the address part behind the lesson, safe HTML with ``<mark>``."""

    place: str
    where: str
    anchor: str
    html: str


@dataclass(slots=True)
class Hit:
    """One row of a result; ``page_id`` is the primary key of the page, or of what else ``kind`` says.

    ``title_html`` is safe HTML; ``why`` lists the features that spoke for it.
    """

    key: str
    page_id: int
    score: float
    title_html: str = ""
    match: Match | None = None
    why: dict[str, float] = field(default_factory=dict)
    kind: str = Kind.LESSON.value


@dataclass(slots=True)
class SearchResult:
    """Everything a page or API shows of an answer.

    ``facets``: counts per facet; a facet's own choice does not narrow its counts.
    ``degraded``: the substitute answered.
    """

    query: SearchQuery
    understood: Understanding
    total: int
    hits: list[Hit]
    facets: Counts
    engine: str
    degraded: bool = False
    suggestion: str = ""
    kinds: dict[str, int] = field(default_factory=dict)  # how many of each kind hold the words
    best: list[str] = field(default_factory=list)  # keys of the best lessons, whose passages may be listed
    last: tuple[Any, ...] = ()  # where the engine stands after the last hit it gave
    related: int = 0  # how many of ``total`` do not hold the words but stand beside or mean something near

    @property
    def matched(self) -> int:
        """How many hold what was asked for."""
        return max(self.total - self.related, 0)
