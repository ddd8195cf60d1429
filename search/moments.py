"""教学片段: paragraphs, pages and seconds inside the lessons that a query found, best first.

A passage stands in its lesson: words that the lesson's title holds need not be said again, so 分数除法 错例 追问
finds the minute in which the mistake is discussed. Only the best lessons are read; the index knows which ones hold
the words.
"""

from dataclasses import dataclass
from typing import Any

from search import passages, statistics
from search.constants import INSIDE
from search.models import IndexedDocument
from search.queries import SearchResult
from search.tokens import query_tokens
from search.understanding import Understanding

WORTH = 0.34  # share of the words' weight that a passage itself must hold
FROM_TITLE = 0.5  # what a word is worth that only the lesson's title holds
PER_LESSON = 3  # one long lesson must not fill the page
SPOKEN = 0.05  # what a second in a video is worth more than a page: it shows instead of telling
RANK = 0.2  # how much the lesson's own rank counts


@dataclass(frozen=True, slots=True)
class Moment:
    """A passage with its lesson. ``html`` is safe HTML with ``<mark>``, ``anchor`` follows the lesson's address."""

    key: str
    page_id: int
    place: str
    where: str
    anchor: str
    html: str
    score: float


def moments_in(result: SearchResult) -> list[Moment]:
    """Every passage worth showing, best first; nothing where the query names only a place in the book."""
    tokens = query_tokens(result.understood.rest)
    if not tokens or not result.best:
        return []
    held = statistics.current()
    weights = {token: held.weight(token) for token in tokens}
    rows = IndexedDocument.objects.filter(key__in=result.best).values_list("key", "page_id", "title_tokens", "passages")
    order = {key: at for at, key in enumerate(result.best)}
    found: list[Moment] = []
    for key, page_id, title, stored in rows:
        lesson = _Lesson(key, page_id, set(title.split()), 1 - order[key] / len(order))
        found += _of_lesson(lesson, stored, weights, result.understood, members=result.query.members)
    return sorted(found, key=lambda each: (-each.score, order[each.key]))


@dataclass(frozen=True, slots=True)
class _Lesson:
    key: str
    page_id: int
    title: set[str]
    rank: float


def _of_lesson(
    lesson: _Lesson,
    stored: list[dict[str, Any]],
    weights: dict[str, float],
    understood: Understanding,
    *,
    members: bool,
) -> list[Moment]:
    scored = []
    for passage in stored:
        if passage["place"] in INSIDE and (members or not passage["members"]):
            score = _score(passage["text"].lower(), lesson.title, weights)
            if score:
                scored.append((score + (SPOKEN if passage["anchor"].startswith("?t=") else 0.0), passage))
    best = sorted(scored, key=lambda pair: -pair[0])[:PER_LESSON]
    words = passages.marked_words(understood)
    return [
        Moment(
            lesson.key,
            lesson.page_id,
            passage["place"],
            passage["where"],
            passage["anchor"],
            passages.excerpt(passage["text"], words),
            score + RANK * lesson.rank,
        )
        for score, passage in best
    ]


def _score(text: str, title: set[str], weights: dict[str, float]) -> float:
    total = sum(weights.values())
    said = sum(weight for token, weight in weights.items() if token in text)
    if said < WORTH * total:
        return 0.0
    around = sum(weight for token, weight in weights.items() if token not in text and token in title)
    return (said + FROM_TITLE * around) / total
