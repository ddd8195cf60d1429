"""The one shape of a list that is filtered and paged: groups and activities, for everybody and for who keeps them."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Filter(Protocol):
    """A GET form that knows which rows its fields ask for."""

    def narrow(self, rows: Any) -> Any:
        """The rows that are asked for."""
        ...


def listing(
    request: HttpRequest,
    template: str,
    *,
    form: Filter,
    rows: QuerySet[Any],
    shown: Callable[[Iterable[Any]], list[dict[str, Any]]],
    per_page: int,
    **context: Any,
) -> HttpResponse:
    """``template`` with ``form``, ``page`` and ``rows``: what ``shown`` makes of the objects of this page."""
    page = Paginator(form.narrow(rows), per_page).get_page(request.GET.get("page"))
    return render(request, template, {"form": form, "page": page, "rows": shown(page.object_list), **context})
