"""Tabs by kind over the results of one query: the same words everywhere, each tab with its number.

Lessons have facets, so their tab is the catalogue (``/lessons/?q=``); everything else stands on ``/search/``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from search.constants import Kind
from search.queries import SearchResult

ALL = "all"
MOMENTS = "moment"
TABS = (ALL, *Kind.values, MOMENTS)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; a tab without hits is still a link, so that the row of tabs does not jump."""

    name: str
    label: str
    url: str
    count: int
    current: bool


def address(name: str, text: str, ignore: Iterable[str] = ()) -> str:
    """Where a tab stands; what a reader took back of the understanding stays taken back (``ignore``)."""
    query = [("q", text)] if text else []
    query += [("ignore", each) for each in sorted(ignore)]
    if name == Kind.LESSON:
        return f"/lessons/?{urlencode(query)}"
    return f"/search/?{urlencode([*query, ('tab', name)] if name != ALL else query)}"


def tabs(result: SearchResult, *, moments: int, current: str) -> list[Tab]:
    """Tabs of a result; ``moments`` is the number of passages."""
    labels = {ALL: pgettext("tab", "全部"), **{kind.value: str(kind.label) for kind in Kind}, MOMENTS: _("教学片段")}
    counts = {ALL: sum(result.kinds.values()), **result.kinds, MOMENTS: moments}
    asked = result.query
    return [
        Tab(name, labels[name], address(name, asked.text, asked.ignore), counts.get(name, 0), name == current)
        for name in TABS
    ]
