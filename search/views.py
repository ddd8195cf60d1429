"""The catalogue, where typing a query and browsing a textbook node are the same page, and the page of all kinds."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import access
from search.catalogue import ListPage, catalogue, result_title
from search.constants import QUERY_LENGTH, Kind
from search.desk.asking import note_asked
from search.finding import search
from search.forms import cut_at, read_ignored, read_query
from search.moments import moments_in
from search.results import results
from search.showing import row_of, visible_hits
from search.suggesting import suggestions
from search.tabs import ALL, TABS, address, tabs
from search.way_out import way_out


@access.public
@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    """``/lessons/``: query, facets with counts, hits with the passage that matched."""
    query, place = read_query(request.GET, members=request.user.is_authenticated)
    result = search(query)
    note_asked(request, result)
    shown = visible_hits(result, request.user)
    listed = catalogue(result, request.GET)
    if query.page > listed.page.paginator.num_pages:
        return _last_page(request, listed.page)
    seen_as = tabs(result, moments=len(moments_in(result)), current=Kind.LESSON) if query.text and not place else []
    context = {
        "query": query,
        "place": place,
        "page_title": str(place) if place and not query.text else _("搜索") if seen_as else _("精品课"),
        "kept_by_search": [("node", request.GET["node"])] if place else [],
        "result": result,
        "title": result_title(result, place),
        "catalogue": listed,
        "tabs": seen_as,
        "rows": [row_of(hit, lesson, lesson.get_url(request), result.understood) for hit, lesson in shown],
        "help": None if result.matched and shown else way_out(result, [*listed.chips, *listed.understood], seen_as),
        "cut_at": cut_at(request.GET),
    }
    return render(request, "search/lesson_list.html", context)


@access.public
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """``/search/``: everything that is found, in one order or by kind; lessons alone stand in the catalogue."""
    tab = request.GET.get("tab", ALL)
    text = request.GET.get("q", "").strip()
    if tab == Kind.LESSON:
        return redirect(address(Kind.LESSON, text[:QUERY_LENGTH], read_ignored(request.GET)))
    shown = results(request, tab if tab in TABS else ALL)
    if shown.page is not None and shown.query.page > shown.page.paginator.num_pages:
        return _last_page(request, shown.page)
    if shown.result is not None:
        note_asked(request, shown.result)
    context = {
        "shown": shown,
        "query": shown.query,
        "result": shown.result,
        "help": shown.help,
        "tabs": shown.tabs,
        "cut_at": cut_at(request.GET),
    }
    return render(request, "search/search_page.html", context)


def _last_page(request: HttpRequest, page: ListPage) -> HttpResponse:
    """A page behind the end, from a link of yesterday or typed, is the last one, not "nothing found"."""
    given = request.GET.copy()
    given["page"] = str(page.paginator.num_pages)
    return redirect(f"{request.path}?{given.urlencode()}")


@access.public
@require_safe
def lesson_suggestions(request: HttpRequest) -> JsonResponse:
    """``/lessons/suggest/?q=``: own recent queries, places, people and titles for what is being typed."""
    found = suggestions(request.GET.get("q", ""), user=request.user)
    response = JsonResponse({"suggestions": found})
    response.headers["Cache-Control"] = "private, max-age=60" if request.user.is_authenticated else "max-age=60"
    return response
