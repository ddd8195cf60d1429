"""Nothing found: what helps with one click, taking one condition back or the nearest places in the textbooks."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from search.catalogue import Chip
from search.constants import Kind
from search.labels import slot_name
from search.queries import SearchResult
from search.tabs import ALL, Tab
from search.tokens import query_tokens
from search.understanding import Slot
from taxonomy.models import TextbookNode

NODES = 3
LOOKED_AT = 200  # nodes compared; they share a pair of characters with the query or stand at its place
NUMBERED = ("unit",)


@dataclass(slots=True)
class WayOut:
    """``relax``: the address without one condition each; ``nodes``: nearest places; ``elsewhere``: other kinds."""

    relax: list[Chip] = field(default_factory=list)
    nodes: list[Chip] = field(default_factory=list)
    elsewhere: list[Tab] = field(default_factory=list)
    may_wish: bool = False  # no lesson holds the words


def way_out(result: SearchResult, chips: list[Chip], others: list[Tab]) -> WayOut:
    """What helps after an empty answer; ``chips``: the conditions in force, ``others``: tabs of the same query."""
    relax = [Chip(_("去掉“%(what)s”") % {"what": chip.label}, chip.url) for chip in chips]
    elsewhere = [tab for tab in others if tab.count and not tab.current and tab.name != ALL]
    return WayOut(relax, _nearest_nodes(result), elsewhere, not result.kinds.get(Kind.LESSON))


def _nearest_nodes(result: SearchResult) -> list[Chip]:
    tokens = {token for token in query_tokens(result.understood.rest) if len(token) > 1}
    slots = {slot.kind: slot for slot in result.understood.slots}
    nodes = TextbookNode.objects.with_names().filter(kind="unit")
    places = {"subject": "volume__subject__code", "grade": "volume__grade__code", "term": "volume__term"}
    named = {f"{path}__in": slots[kind].values for kind, path in places.items() if kind in slots}
    if not tokens and not named:
        return []
    scored = [
        (_fit(node, tokens, slots), node) for node in nodes.filter(**named).in_order()[: LOOKED_AT if named else None]
    ]
    best = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])[:NODES]
    return [Chip(f"{node.volume.title} {node.label}", f"/lessons/?node={node.code}") for _score, node in best]


def _fit(node: TextbookNode, tokens: set[str], slots: dict[str, Slot]) -> float:
    text = f"{node.label} {' '.join(map(str, node.key_points))}".lower()
    said = sum(token in text for token in tokens)
    unit = slots.get("unit")
    return said + (1.0 if unit and slot_name(unit) in node.label else 0.0) + (0.1 if not tokens else 0.0)
