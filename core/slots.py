"""Named slots in templates that an upper app fills without the lower one knowing it.

A provider takes the request and the list of objects shown and returns ``{object_pk: value}``; it is called once for
all objects of a page. A failing provider logs and prints nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.http import HttpRequest
from wagtail import hooks

logger = structlog.get_logger("yanxun.slots")

Provider = Callable[[HttpRequest, list[Any]], dict[Any, Any]]


def provide(slot: str, provider: Provider, order: int = 0) -> None:
    """Register ``provider`` for ``slot`` (for instance ``lesson.lineage``); called from ``apps.ready()``."""
    hooks.register(f"slot:{slot}", provider, order=order)


def collect(slot: str, request: HttpRequest, objects: Iterable[Any]) -> dict[Any, list[Any]]:
    """``{object_pk: [value, …]}`` from every provider of ``slot``, in registered order."""
    shown = list(objects)
    values: dict[Any, list[Any]] = {each.pk: [] for each in shown}
    for provider in hooks.get_hooks(f"slot:{slot}"):
        try:
            answered = provider(request, shown)
        except Exception:
            logger.exception("slot provider failed", slot=slot)
            continue
        for key, value in answered.items():
            values.setdefault(key, []).append(value)
    return values


def collect_items(slot: str, request: HttpRequest, objects: Iterable[Any]) -> dict[Any, list[Any]]:
    """As ``collect``, for slots whose providers give one item or a list of them: one flat list per object."""
    return {
        key: [item for value in values for item in (value if isinstance(value, list) else [value])]
        for key, values in collect(slot, request, objects).items()
    }
