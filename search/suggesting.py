"""As-you-type suggestions: titles that contain what is typed, first those that begin with it, and textbook places."""

from typing import Any
from urllib.parse import urlencode

from search.engines import choice
from search.engines.base import Plan, Term
from search.models import IndexedDocument, WithdrawnDocument
from search.tokens import query_tokens, squeezed
from taxonomy.models import TextbookNode

SHOWN = 8
NODES = 3
LENGTH = 40


def suggestions(text: str, *, members: bool) -> list[dict[str, Any]]:
    """Up to eight ``{kind, label, url}``; kinds are ``lesson`` and ``node``. Always from the database."""
    text = text.strip()[:LENGTH]
    tokens = query_tokens(text)
    if not tokens:
        return []
    plan = Plan(
        terms=tuple(Term(token, 1.0) for token in tokens),
        threshold=len(tokens) * 1.9,  # every token, and in the title or the card
        members=members,
        limit=SHOWN * 3,
        withdrawn=tuple(WithdrawnDocument.objects.values_list("key", flat=True)[:200]),
    )
    keys = choice.database.find(plan).keys
    cards = dict(IndexedDocument.objects.filter(key__in=keys).values_list("key", "card"))
    asked = squeezed(text)
    titles = dict.fromkeys(cards[key]["title"] for key in keys if key in cards)
    ordered = sorted(titles, key=lambda title: (not squeezed(title).startswith(asked), asked not in squeezed(title)))
    lessons = [{"kind": "lesson", "label": title, "url": f"/lessons/?{urlencode({'q': title})}"} for title in ordered]
    return [*_nodes(text), *lessons][:SHOWN]


def _nodes(text: str) -> list[dict[str, Any]]:
    if len(text) < 2 or "\x00" in text:
        return []
    nodes = TextbookNode.objects.with_names().filter(title__icontains=text, kind="unit").in_order()[:NODES]
    return [
        {"kind": "node", "label": f"{node.volume.title} {node.label}", "url": f"/lessons/?node={node.code}"}
        for node in nodes
    ]
