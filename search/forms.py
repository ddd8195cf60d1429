"""Public input into a ``SearchQuery``: whatever stands in an address is read, nothing of it can break a query."""

import re
from typing import Any

from django.http import QueryDict

from search.constants import PAGE_SIZE, QUERY_LENGTH, Facet, Sort
from search.labels import resolve
from search.queries import SearchQuery
from taxonomy.models import TextbookNode, Volume

VALUE = re.compile(r"[\w-]{1,60}\Z")
VALUES_LIMIT = 30  # chosen values of one facet
CODE = re.compile(r"[a-z0-9]{4,16}\Z")
PAGE_LIMIT = 500


def clean_values(facet: Facet, given: list[str]) -> tuple[str, ...]:
    """Codes of ``given`` codes or names; what can be neither is dropped."""
    parts = [part.strip() for value in given[:VALUES_LIMIT] for part in value.split(",")]
    return tuple(dict.fromkeys(resolve(facet, part) for part in parts if VALUE.match(part)))


def read_query(data: QueryDict, *, members: bool) -> tuple[SearchQuery, TextbookNode | Volume | None]:
    """The query of an address, and the node or volume that is browsed (``node=<code>``), ``None`` without one."""
    text = data.get("q", "").strip()[:QUERY_LENGTH]
    place = find_place(data.get("node", ""))
    return (
        SearchQuery(
            text=text,
            filters={facet: values for facet in Facet if (values := clean_values(facet, data.getlist(facet.value)))},
            page=_page(data.get("page", "1")),
            page_size=PAGE_SIZE,
            sort=_sort(data.get("sort", ""), text=text, place=place),
            ignore=read_ignored(data),
            members=members,
            **window_of(place),
        ),
        place,
    )


def read_ignored(data: QueryDict) -> frozenset[str]:
    """Understood kinds that the reader took back."""
    return frozenset(value for value in data.getlist("ignore")[:20] if VALUE.match(value))


def cut_at(data: QueryDict) -> int:
    """How many characters of the query were used, 0 when all of them were."""
    return QUERY_LENGTH if len(data.get("q", "").strip()) > QUERY_LENGTH else 0


def window_of(place: TextbookNode | Volume | None) -> dict[str, Any]:
    """The part of the tree that a query is kept to."""
    if isinstance(place, TextbookNode):
        return {"volume_id": place.volume_id, "node_path": place.path}
    return {"volume_id": place.pk} if place else {}


def find_place(code: str) -> TextbookNode | Volume | None:
    """A textbook node or a whole volume by its code; an unknown one is as if it had not been named."""
    if not CODE.match(code):
        return None
    node = TextbookNode.objects.with_names().filter(code=code).first()
    return node or Volume.objects.with_names().filter(code=code).first()


def _page(given: str) -> int:
    return min(max(int(given), 1), PAGE_LIMIT) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def _sort(given: str, *, text: str, place: object) -> Sort:
    if given in Sort.values and (text or given != Sort.RELEVANCE):
        return Sort(given)
    if text:
        return Sort.RELEVANCE
    return Sort.PLACE if place else Sort.RELEASED
