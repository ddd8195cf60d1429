"""The one ranking function: at most 200 candidates, the same features whatever engine found them.

Every weight stands in ``WEIGHTS`` with its reason. A feature that is switched off in ``off`` counts nothing (the
evaluation measures each leg so), and "why this hit" is the list of features that spoke for it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from search import concepts, meaning, sounds
from search.constants import Kind
from search.statistics import Statistics
from search.tokens import query_tokens, squeezed
from search.understanding import Slot, Understanding
from taxonomy.constants import LEVEL_ORDER

WEIGHTS: dict[str, float] = {
    "structure": 1.2,  # per understood part: fits +1, contradicts −1; two parts outweigh any title
    "text": 1.0,  # bigram BM25 of the rest on title and unit, as a share of the best possible
    "exact": 1.0,  # the title is what was typed, or contains it whole
    "school": 1.0,  # asked by name; the engine already asks for it strongly, more would bury subject and grade
    "meaning": 0.25,  # per standard deviation; alone it harms position and school queries, so it never leads
    "body": 0.2,  # said inside plan, slides or captions: useful, but the title says what a lesson is
    "concept": 0.8,  # the subject's own word for it (寓言 of 守株待兔): nearly as good as the title, which may lie
    "card": 0.3,  # key points, summary, authors
    "sound": 0.3,  # only when the letters are unknown; a wrong homophone must not beat a right word
    "neighbour": 0.35,  # stands in the unit of the best hit: what a teacher looks at next, never before a real hit
    "level": 0.02,  # a gentle prior among equals
    "lesson": 0.3,  # among kinds: what most come for, before an activity or a group that speaks of it
}
K1, B = 1.2, 0.3  # BM25; titles are short and even, so length counts little
SYNONYM = 0.6
UNSEEN = 0.3
ACROSS = 0.4
CONCEPT_NAMED = 1.4  # every word of the text is a word of the subject that fits: more than a pair in a title
CONCEPT_COMPOSED = 1.3  # the same of several words in one (三国故事), which may be two broad ones
CONCEPT_TITLED = 1.1  # less by as much where the title says it as well: counted already, so only a little more in all
CONCEPT_COMMON = 0.05  # a word of more documents than this (习作) names no lesson
CONCEPT_WORTH = 0.25  # share of the words below which a concept has only a character pair in common
UNSAID = 20.0  # how much more the body counts where no title says what was asked: answers stand inside texts
CONFIDENCE = 0.8  # how much of the meaning leg a title or concept that holds every word takes away
WITHIN = ("lesson", "period")
NEVER_AGAINST = (*WITHIN, "type", "edition")  # another one is no contradiction: its next period is near too
CERTAIN_KINDS_WEIGHT = {"school": 1.0, "district": 0.0, "kind": 0.5, "type": 0.3, "stage": 0.5, "edition": 0.7}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as the ranking sees it."""

    key: str
    card: dict[str, Any]
    title_tokens: list[str]
    engine_score: float = 0.0


@dataclass(slots=True)
class Ranked:
    """A candidate with its score and the features that made it, weighted."""

    key: str
    card: dict[str, Any]
    score: float = 0.0
    why: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Everything the features need of the query, computed once."""

    understood: Understanding
    statistics: Statistics
    words: dict[str, float]  # tokens of the rest and its synonyms → weight
    ideal: float  # weight of the rest's own tokens: a synonym stands for one of them
    whole: dict[str, float]  # tokens of the whole query
    sounds: dict[str, float]
    best_cover: float
    pinyin: bool = False
    unit: tuple[int, str] | None = None  # that of the best hits, for their neighbours
    titles: Sequence[float] = ()  # per candidate, share of the words in its title: text, body and meaning ask for it
    concepts: Sequence[float] = ()  # per candidate, the concept feature: meaning asks for it too

    @classmethod
    def of(cls, understood: Understanding, statistics: Statistics, *, repair: bool, best_cover: float) -> "Question":
        """``repair``: the letters are mostly unknown, so sounds are compared too (alone, when they are pinyin)."""
        pinyin = repair and sounds.of_letters(understood.rest) is not None
        words = _weighed(understood.rest, statistics)
        ideal = sum(words.values())
        for other in understood.synonyms:
            for token in query_tokens(other):
                words.setdefault(token, SYNONYM * statistics.weight(token, "card"))
        whole = _weighed(understood.whole, statistics)
        heard = sounds.query_tokens(understood.rest) if repair else []
        if pinyin:
            words = {}
        return cls(
            understood=understood,
            statistics=statistics,
            words=words,
            ideal=ideal,
            whole=whole,
            sounds={token: statistics.weight(token, "sounds") for token in heard},
            best_cover=best_cover,
            pinyin=pinyin,
        )


def _weighed(text: str, statistics: Statistics) -> dict[str, float]:
    """Tokens with their weights. A pair across two known words (数应 in 分数应用题) says little, one that nobody wrote
    less than those that somebody did."""
    tokens = query_tokens(text)
    seen = {token for token in tokens if statistics.count(token, "card")}
    across = concepts.pairs_across(text)
    return {
        token: statistics.weight(token, "card")
        * (UNSEEN if seen and token not in seen else 1.0)
        * (ACROSS if token in across else 1.0)
        for token in tokens
    }


Feature = Callable[[Question, list[Candidate]], Iterable[float]]


def _structure(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    """Numbers of lesson and period speak for a lesson as far as its title holds the text, and never against one.

    The second period of the lesson asked for is closer than the first period of any other.
    """
    place = [slot for slot in question.understood.slots if slot.kind not in WITHIN]
    within = [slot for slot in question.understood.slots if slot.kind in WITHIN]
    for candidate, title in zip(candidates, question.titles, strict=True):
        meant = min(1.0, title) if question.words else 1.0
        inside = meant * sum(_fit(slot, candidate.card) for slot in within)
        yield inside + sum(_fit(slot, candidate.card) for slot in place)


def _fit(slot: Slot, card: dict[str, Any]) -> float:
    share = slot.weight * CERTAIN_KINDS_WEIGHT.get(slot.kind, 1.0)
    against = 0.0 if slot.kind in NEVER_AGAINST else -share
    if slot.kind in ("unit", "module", "lesson", "period"):
        held = card["numbers"][slot.kind]
        if held is None:
            return 0.0
        return share if str(held) in slot.values else against
    if slot.kind == "level":
        floor = min(LEVEL_ORDER[value] for value in slot.values)
        return share if LEVEL_ORDER.get(card["level"], -1) >= floor else -share
    codes = card["facets"].get(slot.kind, [])
    if not codes:
        return 0.0
    if set(codes) & set(slot.values):
        return share
    return against


def _bm25(words: dict[str, float], texts: list[list[str]], ideal: float = 0.0) -> list[float]:
    """Share of the best possible score: 1 when every token (or its synonym) stands in a text of usual length."""
    ideal = ideal or sum(words.values())
    if not ideal:
        return [0.0] * len(texts)
    average = sum(map(len, texts)) / max(len(texts), 1) or 1.0
    scores = []
    for text in texts:
        norm = K1 * (1 - B + B * len(text) / average)
        score = 0.0
        for token, weight in words.items():
            if times := text.count(token):
                score += weight * times * (K1 + 1) / (times + norm)
        scores.append(min(1.2, score / ideal))
    return scores


def _scaled(scores: list[float]) -> list[float]:
    """Divided by the best, damped when even the best covers little."""
    best = max(scores, default=0.0)
    if best <= 0:
        return scores
    damp = min(1.0, best / 0.5)
    return [score / best * damp for score in scores]


def _titles(question: Question, candidates: list[Candidate]) -> list[float]:
    return _bm25(question.words, [each.title_tokens for each in candidates], question.ideal)


def _text(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    texts = [each.title_tokens + each.card["tokens"]["unit"].split() for each in candidates]
    both = _bm25(question.words, texts, question.ideal)
    return _scaled([0.6 * title + 0.4 * unit for title, unit in zip(question.titles, both, strict=True)])


def _card(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    texts = [candidate.card["tokens"]["rest"].split() for candidate in candidates]
    return _scaled(_bm25(question.words, texts, question.ideal))


def _concepts(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    """What the title does not say already: words of the subject, more where they are the whole of what was asked."""
    rest = question.understood.rest
    own = {token: question.words[token] for token in query_tokens(rest) if token in question.words}
    ideal = question.ideal or 1.0
    held_by = min((question.statistics.count(token, "card") for token in own), default=0)
    runs = set(concepts.runs(rest))
    telling = bool(own) and held_by <= CONCEPT_COMMON * question.statistics.documents
    for candidate in candidates:
        held = set(candidate.card["tokens"].get("concepts", "").split())
        share = _share(own, held.difference(candidate.title_tokens)) / ideal
        words = candidate.card.get("concepts", "").split() if telling else []
        if words and concepts.all_named(runs, words):
            named = CONCEPT_NAMED if runs <= set(words) else CONCEPT_COMPOSED
            yield named - CONCEPT_TITLED * min(1.0, _share(own, set(candidate.title_tokens)) / ideal)
        else:
            yield share if share >= CONCEPT_WORTH else 0.0


def _concept(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    return question.concepts


def _share(words: dict[str, float], said: set[str]) -> float:
    return sum(weight for token, weight in words.items() if token in said)


def _school(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    named = set(question.understood.values("school"))
    areas = question.understood.values("district")
    asked = question.words if not (named or areas) else question.whole
    spoken = _bm25(asked, [candidate.card["tokens"]["school"].split() for candidate in candidates])
    best = max(spoken, default=0.0)
    for candidate, score in zip(candidates, spoken, strict=True):
        if named:
            yield 1.0 if named & set(candidate.card["facets"].get("school", [])) else 0.2 * score
        elif areas:
            yield 1.0 if any(area in candidate.card["school_words"] for area in areas) else 0.0
        else:
            yield score / best * min(1.0, best / 0.8) ** 2 if best > 0.5 else 0.0


def _exact(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    asked = squeezed(question.understood.rest)
    whole = squeezed(question.understood.whole)
    for candidate in candidates:
        title = candidate.card["tokens"]["squeezed"]
        if not asked or not title:
            yield 0.0
        elif title in (asked, whole):
            yield 1.0
        elif len(asked) >= 2 and asked in title:
            yield 0.5 + 0.4 * len(asked) / len(title)
        else:
            yield 0.0


def _meaning(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    nothing = [0.0] * len(candidates)
    rest = question.understood.rest
    if len(rest) < 2 or question.pinyin:
        return nothing
    by_whole, by_rest = meaning.similarities(question.understood.whole), meaning.similarities(rest)
    if by_whole is None or by_rest is None:
        return nothing
    places = meaning.matrix().places
    at = [places.get(candidate.key, -1) for candidate in candidates]
    known = [place for place in at if place >= 0]
    if len(known) < 3:
        return nothing
    said = max(*question.titles, *question.concepts, *_held(question, candidates))
    trust = 1.0 - CONFIDENCE * min(1.0, said) ** 2
    both = (by_whole + by_rest) / 2
    values = both[known]
    mean, deviation = float(values.mean()), float(values.std()) or 1.0
    return [trust * max(-2.0, min(4.0, (float(both[place]) - mean) / deviation)) if place >= 0 else 0.0 for place in at]


def _held(question: Question, candidates: list[Candidate]) -> list[float]:
    """Share of the words that stand anywhere in a document; ``best_cover`` is what they weigh when titles hold them."""
    worth = question.best_cover / 2
    return [min(2.0, candidate.engine_score / worth) if worth else 0.0 for candidate in candidates]


def _body(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    """Share of the words that stand anywhere; where no title holds them it decides instead of agreeing."""
    shares = [share / 2 for share in _held(question, candidates)]
    best = max(shares, default=0.0)
    unsaid = 1.0 - min(1.0, max(question.titles, default=0.0))
    return [share + UNSAID * unsaid**2 * share / best if best else 0.0 for share in shares]


def _sound(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    if not question.sounds:
        return [0.0] * len(candidates)
    return _scaled(_bm25(question.sounds, [candidate.card["tokens"]["sounds"].split() for candidate in candidates]))


def unit_of(card: dict[str, Any]) -> tuple[int, str] | None:
    """The unit a lesson belongs to: volume and the first step of its path; ``None`` where it stands in none."""
    return (card["volume_id"], card["node_path"].split(".")[0]) if card["volume_id"] and card["node_path"] else None


def _neighbour(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    for candidate in candidates:
        yield 1.0 if question.unit and unit_of(candidate.card) == question.unit else 0.0


def _level(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    for candidate in candidates:
        yield (LEVEL_ORDER.get(candidate.card["level"], -1) + 1) / len(LEVEL_ORDER)


def _lesson(question: Question, candidates: list[Candidate]) -> Iterable[float]:
    lessons = [candidate.card.get("entity", Kind.LESSON) == Kind.LESSON for candidate in candidates]
    return [0.0] * len(lessons) if all(lessons) else [float(each) for each in lessons]


FEATURES: dict[str, Feature] = {
    "structure": _structure,
    "text": _text,
    "exact": _exact,
    "school": _school,
    "meaning": _meaning,
    "body": _body,
    "concept": _concept,
    "card": _card,
    "sound": _sound,
    "neighbour": _neighbour,
    "level": _level,
    "lesson": _lesson,
}


def rank(question: Question, candidates: list[Candidate], *, off: frozenset[str] = frozenset()) -> list[Ranked]:
    """Candidates by the weighted sum of their features; equal ones keep the engine's order."""
    question = replace(question, titles=_titles(question, candidates), concepts=tuple(_concepts(question, candidates)))
    ranked = [Ranked(candidate.key, candidate.card) for candidate in candidates]
    for name, feature in FEATURES.items():
        if name in off:
            continue
        for each, value in zip(ranked, feature(question, candidates), strict=True):
            if value and not math.isnan(value):
                each.why[name] = round(WEIGHTS[name] * value, 4)
    for each in ranked:
        each.score = sum(each.why.values())
    order = np.argsort([-each.score for each in ranked], kind="stable")
    return [ranked[at] for at in order]
