"""The page of all kinds as values. The template only prints."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest

from search.catalogue import Chip, ListPage, Paginator, list_page, understood_chips
from search.constants import Kind
from search.finding import LESSONS_ONLY, search
from search.forms import read_query
from search.moments import Moment, moments_in
from search.queries import SearchQuery, SearchResult
from search.rows import HitRow, row_of_any, row_of_moment
from search.showing import shown_lessons, visible_objects
from search.tabs import ALL, MOMENTS, Tab, tabs
from search.way_out import WayOut, way_out

FIRST_MOMENTS = 3


@dataclass(slots=True)
class Results:
    """Everything the page prints; without a query only the empty box."""

    query: SearchQuery
    tab: str
    result: SearchResult | None = None
    tabs: list[Tab] = field(default_factory=list)
    rows: list[tuple[bool, Any]] = field(default_factory=list)  # whether it is a lesson, and its row
    moments: list[HitRow] = field(default_factory=list)  # the best passages, above a list in which no name is the query
    page: ListPage | None = None
    total: int = 0
    understood: list[Chip] = field(default_factory=list)
    help: WayOut | None = None  # where nothing holds the words


def results(request: HttpRequest, tab: str) -> Results:
    """What ``tab`` shows for the query of the address."""
    query, _place = read_query(request.GET, members=request.user.is_authenticated)
    query = replace(query, filters={}, volume_id=None, node_path="")
    if not query.text:
        return Results(query, tab)
    kinds = () if tab == ALL else LESSONS_ONLY if tab == MOMENTS else (tab,)
    asked = replace(query, kinds=kinds, page=1 if tab == MOMENTS else query.page)
    result = search(asked)
    lessons = result if tab in (ALL, MOMENTS) else search(replace(query, kinds=LESSONS_ONLY, page=1))
    moments = moments_in(lessons)
    pairs = visible_objects(result, request.user)
    shown = Results(query, tab, result, tabs(result, moments=len(moments), current=tab))
    shown.understood = understood_chips(result, request.GET, page="/search/")
    if tab == MOMENTS:
        _fill_moments(shown, moments, request)
    else:
        shown.rows = [
            (hit.kind == Kind.LESSON, row_of_any(hit, found, request, result.understood)) for hit, found in pairs
        ]
        shown.total, shown.page = result.matched, list_page(query, result.total)
        if tab == ALL and query.page == 1 and not any("exact" in hit.why for hit in result.hits):
            shown.moments = _moment_rows(moments[:FIRST_MOMENTS], request)
    if not shown.total or not shown.rows:
        shown.help = way_out(result, shown.understood, shown.tabs)
    return shown


def _fill_moments(shown: Results, moments: list[Moment], request: HttpRequest) -> None:
    query, size = shown.query, shown.query.page_size
    part = moments[query.offset : query.offset + size]
    shown.rows = [(False, row) for row in _moment_rows(part, request)]
    shown.total = len(moments)
    pages = max(1, -(-len(moments) // size))
    end = min(query.offset + size, len(moments))
    shown.page = ListPage(query.page, Paginator(len(moments), pages), min(query.offset + 1, len(moments)), end)


def _moment_rows(moments: list[Moment], request: HttpRequest) -> list[HitRow]:
    lessons = shown_lessons([each.page_id for each in moments], request.user)
    return [
        row_of_moment(each, lessons[each.page_id], lessons[each.page_id].get_url(request))
        for each in moments
        if each.page_id in lessons
    ]
