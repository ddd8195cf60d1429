"""教学片段: paragraphs, pages and seconds inside the lessons that a query found, best first.

A passage stands in its lesson: words that the lesson's title holds need not be said again, so 分数除法 错例 追问
finds the minute in which the mistake is discussed. Only the best lessons are read; the index knows which ones hold
the words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from courses.models import LessonPage
from materials.constants import Visibility
from search import passages
from search.constants import INSIDE
from search.models import IndexedDocument
from search.queries import SearchResult
from search.tokens import query_tokens
from search.understanding import Understanding

WORTH = 0.6  # share of a word's characters that makes it said: 分数的除法 says 分数除法
FROM_TITLE = 0.5  # what a word is worth that only the lesson's title or unit holds
LEAST = 0.4  # of three words one alone is no answer
PER_LESSON = 3  # one long lesson must not fill the page
SPOKEN = 0.05  # what a second in a video is worth more than a page: it shows instead of telling
RANK = 0.2  # how much the lesson's own rank counts


@dataclass(frozen=True, slots=True)
class Moment:
    """A passage with its lesson; ``anchor`` follows the lesson's address, ``marked`` are the words that get a mark."""

    key: str
    page_id: int
    place: str
    where: str
    anchor: str
    text: str
    marked: tuple[str, ...]
    score: float

    @property
    def html(self) -> str:
        """Safe HTML with ``<mark>``; made for those that are shown, most are only counted."""
        return passages.excerpt(self.text, self.marked)


def moments_in(result: SearchResult) -> list[Moment]:
    """Every passage worth showing, best first; nothing where the query names only a place in the book."""
    words = [tokens for run in result.understood.rest.split() if (tokens := query_tokens(run))]
    if not words or not result.best:
        return []
    fields = ("key", "page_id", "title_tokens", "card__tokens__unit", "card__title", "card__unit", "card__school")
    rows = list(IndexedDocument.objects.filter(key__in=result.best).values_list(*fields, "passages"))
    order = {key: at for at, key in enumerate(result.best)}
    found: list[Moment] = []
    open_pages = _open_pages([row[1] for row in rows], members=result.query.members)
    for key, page_id, title, unit, *above, stored in rows:
        if page_id not in open_pages:
            continue
        words_above = " ".join(filter(None, above))
        lesson = _Lesson(
            key, page_id, {*title.split(), *(unit or "").split()}, words_above, 1 - order[key] / len(order)
        )
        found += _of_lesson(lesson, stored, words, result.understood, members=result.query.members)
    return sorted(found, key=lambda each: (-each.score, order[each.key]))


def _open_pages(ids: list[int], *, members: bool) -> set[int]:
    """Those of ``ids`` that such a reader may open now, so that the number of passages is right in a stale index."""
    readers = [Visibility.PUBLIC, Visibility.SIGNED_IN] if members else [Visibility.PUBLIC]
    pages = LessonPage.objects.live().unrestricted().filter(pk__in=ids, visibility__in=readers)
    return set(pages.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class _Lesson:
    key: str
    page_id: int
    title: set[str]
    above: str  # title, unit and school: what a cover repeats
    rank: float


def _of_lesson(
    lesson: _Lesson,
    stored: list[dict[str, Any]],
    words: list[list[str]],
    understood: Understanding,
    *,
    members: bool,
) -> list[Moment]:
    scored = []
    for passage in stored:
        if passage["place"] in INSIDE and (members or not passage["members"]):
            score = _score(passage["text"].lower(), lesson.title, words)
            if score and not passages.repeats(passage["text"], lesson.above):
                scored.append((score + (SPOKEN if passage["anchor"].startswith("?t=") else 0.0), passage))
    marked = tuple(passages.marked_words(understood))
    return [
        Moment(
            lesson.key,
            lesson.page_id,
            passage["place"],
            passage["where"],
            passage["anchor"],
            passage["text"],
            marked,
            score + RANK * lesson.rank,
        )
        for score, passage in _different(sorted(scored, key=lambda pair: -pair[0]))
    ]


def _different(scored: list[tuple[float, dict[str, Any]]]) -> list[tuple[float, dict[str, Any]]]:
    """The first ones that say something new: the plan's sentence stands on a slide and in the hand-out again."""
    kept: list[tuple[float, dict[str, Any]]] = []
    for score, passage in scored:
        if not any(other["text"] in passage["text"] for _score, other in kept):
            kept.append((score, passage))
        if len(kept) == PER_LESSON:
            break
    return kept


def _score(text: str, title: set[str], words: list[list[str]]) -> float:
    """Mean over the words asked for; 0 unless one is said that the title does not say already."""
    said = [_share(tokens, lambda token: token in text) for tokens in words]
    around = [_share(tokens, title.__contains__) for tokens in words]
    new = [here for here, there in zip(said, around, strict=True) if not there] or said
    if not any(new):
        return 0.0
    score = sum(max(here, FROM_TITLE * there) for here, there in zip(said, around, strict=True)) / len(words)
    return score if score >= LEAST else 0.0


def _share(tokens: list[str], holds: Callable[[str], bool]) -> float:
    share = sum(map(holds, tokens)) / len(tokens)
    return share if share >= WORTH else 0.0
