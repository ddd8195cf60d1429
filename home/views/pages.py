"""Pages at their own addresses: found in one statement, then served by Wagtail, whose hooks and restrictions hold."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from core import access
from core.models import BasePage
from home.models import HomePage


@access.public
def front(request: HttpRequest) -> HttpResponseBase:
    """The home page."""
    return _serve(request, HomePage.of_site())


@access.public
def by_kind(request: HttpRequest, code: str, page_type: type[BasePage]) -> HttpResponseBase:
    """A lesson, a series, a curriculum, an organization's page; the page itself asks its policy."""
    return _serve(request, page_type.live_with_code(code))


def _serve(request: HttpRequest, page: BasePage | None) -> HttpResponseBase:
    """Hand Wagtail the route it would have found."""
    if page is None:
        raise Http404
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    answer: HttpResponseBase = serve(request, request.path.strip("/"))
    return answer
