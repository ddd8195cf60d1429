"""Addresses by kind: ``/lessons/<code>/`` wherever the page stands in the tree; the tree path answers 301.

``home.page_urls`` names the addresses that readers really use, so that Wagtail need not look for the site and its root
first; all others, and everything the editor asks, go through the tree.
"""

import functools
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from core.models import BasePage


@functools.cache
def types_by_prefix() -> dict[str, type[BasePage]]:
    """Page types that have addresses of their own."""
    return {
        model.address_prefix: model
        for model in apps.get_models()
        if issubclass(model, BasePage) and model.address_prefix
    }


class AddressedByKind(Page):
    """Routing of the home page; resolved through Wagtail's own serve, so that view restrictions hold."""

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find ``<prefix>/<code>`` first, then walk the tree and send the reader to the page's own address."""
        if len(path_components) == 2 and (page_type := types_by_prefix().get(path_components[0])):
            page = page_type.live_with_code(path_components[1])
            if page is None or not page.is_descendant_of(self):
                raise Http404
            return RouteResult(page)
        found = super().route(request, path_components)
        if isinstance(found.page, BasePage) and found.page.address_prefix:
            return RouteResult(self, kwargs={"moved_to": found.page.specific})
        return found

    def serve(self, request: HttpRequest, *args: Any, moved_to: Page | None = None, **kwargs: Any) -> HttpResponseBase:
        """Serve the home page, or answer a tree path with the page's own address."""
        if moved_to is not None:
            return redirect(moved_to.get_url(request), permanent=True)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response
