"""Addresses of pages by kind; they stand right before Wagtail's own, which would find the same pages by the tree."""

from django.urls import URLPattern, path

from home.routing import types_by_prefix
from home.views import pages

urlpatterns: list[URLPattern] = [
    path("", pages.front),
    *(
        path(f"{prefix}/<slug:code>/", pages.by_kind, {"page_type": page_type})
        for prefix, page_type in types_by_prefix().items()
    ),
]
