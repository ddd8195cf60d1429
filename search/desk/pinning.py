"""Pinned answers in a result: they stand first on the first page, whatever engine answers.

A pin is a wish, not a right: the reader's visibility, chosen filters and the part of the book that is browsed hold for
it as for every hit.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from search.constants import CANDIDATES, Facet, Kind, Sort
from search.desk.models import PinnedAnswer
from search.desk.words import key_of
from search.engines.base import effective
from search.models import IndexedDocument
from search.queries import SearchQuery
from search.ranking import Ranked

PINNED = "pinned"


def lead(query: SearchQuery, ranked: list[Ranked]) -> tuple[list[Ranked], int]:
    """``ranked`` with the pinned lessons first, and how many of them the engine had not found."""
    keys = _pinned_keys(query) if query.offset + query.page_size <= CANDIDATES else []
    if not keys:
        return ranked, 0
    held = {each.key: each for each in ranked}
    missing = _admitted(query, [key for key in keys if key not in held])
    first = []
    for key in keys:
        if key in held:
            known = held[key]
            first.append(Ranked(key, known.card, known.score, {**known.why, PINNED: 1.0}))
        elif key in missing:
            first.append(Ranked(key, missing[key], 0.0, {PINNED: 1.0}))
    pinned = {each.key for each in first}
    return [*first, *(each for each in ranked if each.key not in pinned)], len(missing)


def _pinned_keys(query: SearchQuery) -> list[str]:
    kinds = getattr(query, "kinds", ())
    if not query.text.strip() or query.sort != Sort.RELEVANCE or (kinds and Kind.LESSON not in kinds):
        return []
    key = key_of(query.text)
    in_force = Q(until=None) | Q(until__gte=timezone.localdate())
    pins = PinnedAnswer.objects.filter(in_force, key=key).order_by("position", "pk") if key else ()
    return [f"page:{pin.lesson_id}" for pin in pins]


def _admitted(query: SearchQuery, keys: list[str]) -> dict[str, dict[str, Any]]:
    """Cards of pinned lessons that the engine did not give but that stand within rights, filters and place."""
    if not keys:
        return {}
    rows = IndexedDocument.objects.filter(key__in=keys)
    if not query.members:
        rows = rows.filter(public=True)
    if query.volume_id is not None:
        rows = rows.filter(volume_id=query.volume_id)
    if query.node_path:
        rows = rows.filter(Q(node_path=query.node_path) | Q(node_path__startswith=f"{query.node_path}."))
    for facet, values in effective(query.filters).items():
        rows = rows.filter(_holds(facet, values))
    return dict(rows.values_list("key", "card"))


def _holds(facet: Facet, values: tuple[str, ...]) -> Q:
    if facet == Facet.KIND:
        any_of = Q(pk=None)
        for value in values:
            any_of |= Q(kind__contains=f"|{value}|")
        return any_of
    return Q(**{f"{facet.value}__in": values})
