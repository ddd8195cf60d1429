"""One query object, one result object, whatever engine answers and whoever asks (page, API, evaluation)."""

from dataclasses import dataclass, field

from search.constants import PAGE_SIZE, Sort
from search.engines.base import Counts, Filters
from search.understanding import Understanding


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked. ``filters`` is multi-select inside a facet; ``ignore`` are understood kinds taken back.

    ``members``: the reader is signed in. ``off`` switches ranking features off (evaluation only).
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
    off: frozenset[str] = frozenset()

    @property
    def offset(self) -> int:
        """The first hit of the page, from 0."""
        return (self.page - 1) * self.page_size


@dataclass(frozen=True, slots=True)
class Match:
    """The passage that matched: where it stands, the address part behind the lesson, safe HTML with ``<mark>``."""

    place: str
    where: str
    anchor: str
    html: str


@dataclass(slots=True)
class Hit:
    """One lesson of a result. ``title_html`` is safe HTML; ``why`` lists the features that spoke for it."""

    key: str
    page_id: int
    score: float
    title_html: str = ""
    match: Match | None = None
    why: dict[str, float] = field(default_factory=dict)


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
    related: int = 0  # how many of ``total`` do not hold the words but stand beside or mean something near

    @property
    def matched(self) -> int:
        """How many hold what was asked for."""
        return max(self.total - self.related, 0)
