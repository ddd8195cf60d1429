"""The passage that matched and the marks in it: our own text, escaped first, so safe HTML whatever was typed or stored.

Passages come from the database for the hits of one page only; highlighting is the dearest part of an engine's answer.
"""

import functools
import re
from collections.abc import Sequence
from typing import Any

from django.utils.html import escape

from search.models import IndexedDocument
from search.queries import Hit, Match
from search.tokens import HAN, normalise, query_tokens
from search.understanding import Understanding

EXCERPT = 72  # characters round the first mark; two lines of a result row
LEAD = 18
REPEATED = 0.5  # share of a passage's pairs of characters that stand above it already
REPEATED_LENGTH = 80  # characters; what is longer says something of its own
WORTH = 0.34  # share of the query's tokens that a passage must hold to be shown as the reason


def mark(hits: list[Hit], cards: dict[str, dict[str, Any]], understood: Understanding, *, members: bool) -> None:
    """Fill ``title_html`` and ``match`` of each hit."""
    words = marked_words(understood)
    stored = dict(
        IndexedDocument.objects.filter(key__in=[hit.key for hit in hits]).values_list("key", "passages")
        if words
        else ()
    )
    for hit in hits:
        hit.title_html = marked(str(cards[hit.key]["title"]), words)
        card = cards[hit.key]
        known = f"{card['title']} {card.get('unit', '')} {card.get('school', '')}"
        telling = [each for each in stored.get(hit.key, []) if not repeats(each["text"], known)]
        hit.match = _best(telling, words, members=members)


def repeats(text: str, known: str) -> bool:
    """Whether a passage is a cover or a heading: hardly more than ``known``, the title and place above it."""
    if len(text) > REPEATED_LENGTH:
        return False
    said = _pairs(text)
    return bool(said) and len(said & _pairs(known)) >= REPEATED * len(said)


def _pairs(text: str) -> set[str]:
    letters = "".join(filter(str.isalnum, text.lower()))
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def marked_words(understood: Understanding) -> list[str]:
    """What is marked: the runs of the rest, longest first, then its bigrams."""
    runs = [
        run for run in re.findall(rf"[{HAN}]+|[a-z0-9]+", understood.rest) if len(run) > 1 or len(understood.rest) <= 2
    ]
    tokens = [token for token in query_tokens(understood.rest) if len(token) > 1]
    return sorted(dict.fromkeys([*runs, *understood.synonyms, *tokens]), key=len, reverse=True)


def marked(text: str, words: Sequence[str]) -> str:
    """``text`` as HTML with the words in ``<mark>``; everything else is escaped."""
    if not words:
        return escape(text)
    plain = _folded(text)
    pattern = re.compile("|".join(re.escape(word) for word in words))
    parts: list[str] = []
    at = 0
    for found in pattern.finditer(plain):
        parts += [escape(text[at : found.start()]), f"<mark>{escape(text[found.start() : found.end()])}</mark>"]
        at = found.end()
    parts.append(escape(text[at:]))
    return "".join(parts).replace("</mark><mark>", "")


def _folded(text: str) -> str:
    """``text`` in normal form character by character, so that positions stay."""
    return "".join(map(_folded_character, text))


@functools.lru_cache(maxsize=20_000)
def _folded_character(character: str) -> str:
    folded = normalise(character).strip() or " "
    return folded if len(folded) == 1 else character


def _best(passages: list[dict[str, Any]], words: list[str], *, members: bool) -> Match | None:
    best, best_score = None, 0.0
    for passage in passages:
        if passage["members"] and not members:
            continue
        text = passage["text"].lower()
        held = sum(len(word) for word in words if word in text)
        if held > best_score:
            best, best_score = passage, float(held)
    if best is None or best_score < WORTH * sum(len(word) for word in words if len(word) == 2):
        return None
    return Match(best["place"], best["where"], best["anchor"], excerpt(best["text"], words))


def excerpt(text: str, words: Sequence[str]) -> str:
    """The two lines round the first word, as safe HTML with marks."""
    flat = " ".join(text.split())
    plain = _folded(flat)
    at = min((place for word in words if (place := plain.find(word)) >= 0), default=0)
    start = max(0, at - LEAD)
    cut = flat[start : start + EXCERPT]
    return f"{'…' if start else ''}{marked(cut, words)}{'…' if start + EXCERPT < len(flat) else ''}"
