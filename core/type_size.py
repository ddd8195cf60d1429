"""The reader's type size (大字), kept in a cookie and printed on ``<html>`` by the frame.

``?type=large`` on any address sets the cookie and leads back to the same address without it, so that the choice works
without script and no address carries a size on. Values other than the three sizes are left alone: a list may use the
same name for a filter of its own.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import escape_leading_slashes

COOKIE = "yanxun_type"
SIZES = ("normal", "large", "larger")
A_YEAR = 365 * 24 * 60 * 60


class TypeSizeMiddleware:
    """Turns ``?type=`` with one of the three sizes into the cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a choice with a redirect to the same page; pass everything else on."""
        size = request.GET.get("type", "")
        if request.method != "GET" or size not in SIZES:
            return self.get_response(request)
        query = request.GET.copy()
        del query["type"]
        target = request.path + (f"?{query.urlencode()}" if query else "")
        response = HttpResponseRedirect(escape_leading_slashes(target))
        response.set_cookie(COOKIE, size, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response
