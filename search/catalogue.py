"""The catalogue page as values: facets, chips, orders, rows. The template only prints."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from search.constants import DEEPEST_HIT, Facet, Sort
from search.labels import label_of, order_of, school_names, slot_name
from search.queries import SearchQuery, SearchResult

SCHOOLS_SHOWN = 5
ONE_VALUE_FACETS = (Facet.LESSON_TYPE, Facet.STAGE, Facet.EDITION)  # left out when they offer no choice


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen or understood, with the address without it."""

    label: str
    url: str


@dataclass(slots=True)
class Option:
    """One value of a facet."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(slots=True)
class FacetGroup:
    """One facet of the panel."""

    name: str
    label: str
    options: list[Option]
    more_url: str = ""
    more_label: str = ""


@dataclass(slots=True)
class Paginator:
    """What ``<c-pagination>`` asks of a paginator."""

    count: int
    num_pages: int
    ELLIPSIS: str = "…"


@dataclass(slots=True)
class ListPage:
    """What ``<c-pagination>`` asks of a page."""

    number: int
    paginator: Paginator
    start_index: int
    end_index: int

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page follows."""
        return self.number < self.paginator.num_pages

    @property
    def previous_page_number(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The page after."""
        return self.number + 1


@dataclass(slots=True)
class Catalogue:
    """Everything of the page but its rows."""

    facets: list[FacetGroup]
    selected: int
    chips: list[Chip]
    understood: list[Chip]
    page: ListPage
    sorts: list[tuple[str, str]]
    kept_by_facets: list[tuple[str, str]] = field(default_factory=list)
    kept_by_sort: list[tuple[str, str]] = field(default_factory=list)
    clear_url: str = "/lessons/"


def catalogue(result: SearchResult, data: QueryDict) -> Catalogue:
    """The page's values from a result and the address that asked for it."""
    query = result.query
    chosen = [(facet, value) for facet, values in query.filters.items() for value in values]
    schools = _school_labels(result, data)
    names = [(facet, value, _name(facet, value, schools)) for facet, value in chosen]
    facet_names = {facet.value for facet in Facet}
    return Catalogue(
        facets=[group for facet in Facet if (group := _group(facet, result, data, schools))],
        selected=len(chosen),
        chips=[Chip(name, _without(data, facet.value, value)) for facet, value, name in names],
        understood=understood_chips(result, data, schools),
        page=list_page(query, result.total),
        sorts=[(sort.value, str(sort.label)) for sort in Sort if query.text or sort != Sort.RELEVANCE],
        kept_by_facets=_kept(data, facet_names | {"page", "more"}),
        kept_by_sort=_kept(data, {"sort", "page"}),
        clear_url=_cleared(data, facet_names),
    )


def understood_chips(
    result: SearchResult, data: QueryDict, schools: dict[str, str] | None = None, *, page: str = "/lessons/"
) -> list[Chip]:
    """What was read as structure, each with the address that takes it back; ``page``: where that address is."""
    if schools is None:
        schools = school_names(list(result.understood.values("school")[:1]))
    return [
        Chip(slot_name(slot, schools), _with(data, "ignore", slot.kind, page=page))
        for slot in result.understood.slots
        if slot.certain
    ]


def list_page(query: SearchQuery, total: int) -> ListPage:
    """Pages of the list, no deeper than the engines go."""
    reachable = min(total, DEEPEST_HIT)
    pages = max(1, -(-reachable // query.page_size))
    start = min(query.offset + 1, total)
    end = min(query.offset + query.page_size, total)
    return ListPage(query.page, Paginator(total, pages), start, end)


def _group(facet: Facet, result: SearchResult, data: QueryDict, schools: dict[str, str]) -> FacetGroup | None:
    counts = result.facets.get(facet, {})
    checked = result.query.filters.get(facet, ())
    values = {**dict.fromkeys(checked, 0), **counts}
    if not values or (facet in ONE_VALUE_FACETS and len(values) < 2 and not checked):
        return None
    if facet == Facet.SCHOOL:
        return _schools(values, checked, data, schools)
    ordered = sorted(values, key=lambda code: (order_of(facet, code), -values[code]))
    options = [Option(code, label_of(facet, code), values[code], code in checked) for code in ordered]
    return FacetGroup(facet.value, str(facet.label), options)


def _schools(values: dict[str, int], checked: tuple[str, ...], data: QueryDict, schools: dict[str, str]) -> FacetGroup:
    ordered = sorted(values, key=lambda code: (code not in checked, -values[code], code))
    shown = ordered if data.get("more") == Facet.SCHOOL.value else ordered[: max(SCHOOLS_SHOWN, len(checked))]
    options = [Option(code, schools.get(code, code), values[code], code in checked) for code in shown]
    group = FacetGroup(Facet.SCHOOL.value, str(Facet.SCHOOL.label), options)
    if rest := len(ordered) - len(shown):
        group.more_url = _with(data, "more", Facet.SCHOOL.value)
        group.more_label = _("其余%(count)d所学校") % {"count": rest}
    return group


def _school_labels(result: SearchResult, data: QueryDict) -> dict[str, str]:
    counts = result.facets.get(Facet.SCHOOL, {})
    best = sorted(counts, key=lambda code: (-counts[code], code))
    wanted = best if data.get("more") == Facet.SCHOOL.value else best[: 2 * SCHOOLS_SHOWN]
    named = result.understood.values("school")[:1]
    return school_names([*wanted, *result.query.filters.get(Facet.SCHOOL, ()), *named])


def _name(facet: Facet, value: str, schools: dict[str, str]) -> str:
    return schools.get(value, value) if facet == Facet.SCHOOL else label_of(facet, value)


def _kept(data: QueryDict, left_out: set[str]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in data.lists() if name not in left_out for value in values if value]


def _address(query: QueryDict, page: str = "/lessons/") -> str:
    query.pop("page", None)
    return f"{page}?{query.urlencode()}" if query else page


def _with(data: QueryDict, name: str, value: str, *, page: str = "/lessons/") -> str:
    query = data.copy()
    query.appendlist(name, value)
    return _address(query, page)


def _without(data: QueryDict, name: str, value: str) -> str:
    query = data.copy()
    rest = [each for each in query.getlist(name) if each != value]
    if len(rest) == len(query.getlist(name)):
        query.pop(name, None)  # the address carried a name or a list, not the code
    else:
        query.setlist(name, rest)
    return _address(query)


def _cleared(data: QueryDict, names: set[str]) -> str:
    query = data.copy()
    for name in names:
        query.pop(name, None)
    return _address(query)


def result_title(result: SearchResult, place: Any) -> str:
    """The sentence over the list, before the number."""
    if result.query.text:
        return _("“%(query)s”找到") % {"query": result.query.text}
    return pgettext("catalogue", "%(place)s共有") % {"place": place} if place else pgettext("catalogue", "共有")
