"""Answering a query: understand, let an engine find, rank the candidates, point at the passage that matched.

Nothing here knows HTTP. What is shown still passes the database: ``search`` gives page ids, the caller reads the pages
with its own rights.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from search import passages, sounds
from search.constants import CANDIDATES, Kind, Sort
from search.desk import pinning
from search.engines import choice
from search.engines.base import ALSO_SCORE, Found, Plan
from search.models import IndexedDocument
from search.planning import COVER, WISHES, Prepared, prepare
from search.queries import Hit, SearchQuery, SearchResult
from search.ranking import WEIGHTS, Candidate, Question, Ranked, rank, unit_of
from search.sources.base import PAGE
from search.understanding import Understanding

LOOSE_COVER = 0.3  # share that is enough when nothing holds what is usually asked (``planning.COVER``)
NEAREST = 60  # documents that the meaning leg may add to the candidates
PAGES = f"{PAGE}:"
NEAREST_MARGIN = 0.05  # below the best similarity by more than this it is no answer, only a neighbour
BY_WORDS = {"text", "exact", "concept", "card", "body", "sound", "school"}
SURE = 0.9  # of the exact feature: the title is what was typed
REAL = 0.4  # of title and text: what counts as a hit by its words
FEW = 10  # below this many real hits the neighbours of the best ones are added
NEIGHBOURS = 60
MOMENT_LESSONS = 60  # lessons whose passages are looked through for 教学片段
LESSONS_ONLY = (Kind.LESSON.value,)
PLACE_PARTS = 3  # so many certain parts of a place name a part of a book


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine said to which plan."""

    plan: Plan
    found: Found
    engine: str
    degraded: bool


def search(query: SearchQuery) -> SearchResult:
    """Answer ``query`` with the engine of the settings, or with the database when that one is away."""
    prepared = prepare(query)
    answer = _loosened(prepared, Answer(prepared.plan, *choice.find(prepared.plan)))
    matched, kinds = answer.found.total, answer.found.kinds
    ranked = _ranked(query, prepared, answer)
    if _is_narrow(query, answer, ranked):
        unit = _unit(ranked)
        wider = _widened(query, prepared, answer, unit=unit, near=not _is_sure(ranked))
        if unit or wider is not answer:
            answer = wider
            ranked = _ranked(query, prepared, answer, unit=unit)
    if query.kinds != LESSONS_ONLY and query.sort == Sort.RELEVANCE:
        ranked = _words_first(ranked)
    ranked, pinned = pinning.lead(query, ranked)
    page = ranked if answer.plan.limit != CANDIDATES else ranked[query.offset : query.offset + query.page_size]
    hits = [
        Hit(each.key, int(each.card["page_id"]), each.score, why=each.why, kind=_kind_of(each.card)) for each in page
    ]
    passages.mark(hits, {each.key: each.card for each in page}, prepared.understood, members=query.members)
    return SearchResult(
        query=query,
        understood=prepared.understood,
        total=answer.found.total + pinned,
        hits=hits,
        facets=answer.found.counts,
        engine=answer.engine,
        degraded=answer.degraded,
        kinds=kinds,
        best=[each.key for each in ranked if _kind_of(each.card) == Kind.LESSON][:MOMENT_LESSONS],
        last=answer.found.last,
        suggestion="" if query.offset else _suggestion(prepared, ranked),
        related=answer.found.total - matched,
    )


def _words_first(ranked: list[Ranked]) -> list[Ranked]:
    """What holds the words before what is only near: a neighbour lesson must not stand above the group asked for."""
    return sorted(ranked, key=lambda each: bool(each.why) and not any(each.why.get(name, 0.0) > 0 for name in BY_WORDS))


def _kind_of(card: dict[str, Any]) -> str:
    return str(card.get("entity", Kind.LESSON.value))  # cards written by an older version are lessons


def _loosened(prepared: Prepared, answer: Answer) -> Answer:
    """Ask again for less when nothing was found: less of the text, then any part of the structure."""
    plan = answer.plan
    found = answer.found.total or (plan.kinds != LESSONS_ONLY and any(answer.found.kinds.values()))
    if found or not (plan.terms or plan.required):
        return answer
    if plan.terms:
        plan = replace(plan, threshold=plan.threshold * LOOSE_COVER / COVER)
    else:
        plan = replace(plan, required=plan.required[:1])
    return Answer(plan, *choice.find(plan))


def _is_narrow(query: SearchQuery, answer: Answer, ranked: list[Ranked]) -> bool:
    """Whether fewer than a handful hold the words at the place that was named, so that what stands near is welcome."""
    if query.sort != Sort.RELEVANCE or not answer.plan.terms or answer.plan.limit != CANDIDATES:
        return False
    if query.kinds and Kind.LESSON not in query.kinds:
        return False
    if query.start is not None and answer.found.total > CANDIDATES:
        return False  # a cursor reads on in the engine's order, which neighbours would change
    at_place = max((each.why.get("structure", 0.0) for each in ranked), default=0.0)
    real = sum(
        1
        for each in ranked[:FEW]
        if sum(each.why.get(name, 0.0) for name in ("text", "exact", "concept")) >= REAL
        and each.why.get("structure", 0.0) >= at_place
    )
    return real < FEW


def _is_sure(ranked: list[Ranked]) -> bool:
    """Whether the best hit is what was typed; nothing else can be meant then."""
    return bool(ranked) and ranked[0].why.get("exact", 0.0) >= SURE * WEIGHTS["exact"]


def _unit(ranked: list[Ranked]) -> tuple[int, str] | None:
    """The unit of the best hits; where they stand in several (快乐读书吧 三年级) none of them is what was asked for."""
    sure = [each for each in ranked[:3] if each.why.keys() & BY_WORDS and each.score >= 0.7 * ranked[0].score]
    units = {unit for each in sure if (unit := unit_of(each.card))}
    return units.pop() if len(units) == 1 else None


def _widened(
    query: SearchQuery, prepared: Prepared, answer: Answer, *, unit: tuple[int, str] | None, near: bool
) -> Answer:
    """Add the best hits' neighbours in the book, everything at the place named, and what is near in meaning."""
    keys: list[str] = []
    if "neighbour" not in query.off:
        beside = Q(pk=None)
        if unit:
            volume, step = unit
            beside |= Q(volume_id=volume) & (Q(node_path=step) | Q(node_path__startswith=f"{step}."))
        place = {f"{wish.column}__in": wish.values for wish in prepared.plan.required if wish.column in WISHES.values()}
        if len(place) >= PLACE_PARTS:
            beside |= Q(**place)
        keys += IndexedDocument.objects.filter(beside).values_list("key", flat=True)[:NEIGHBOURS]
    if near and "meaning" not in query.off and not prepared.by_sound:
        keys += _nearest(prepared.understood)
    if not keys:
        return answer
    plan = replace(answer.plan, also=tuple(dict.fromkeys(keys)))
    return Answer(plan, *choice.find(plan))


def _nearest(understood: Understanding) -> list[str]:
    """Keys of the pages nearest in meaning; none for schools and areas, which have no meaning but a name.

    Activities and people are named alike by the dozen: near to everything, they would push the lessons out.
    """
    if len(understood.rest) < 2 or any(slot.kind in ("school", "district") for slot in understood.slots):
        return []
    near = choice.nearest(understood.whole, NEAREST) + choice.nearest(understood.rest, NEAREST)
    best = max((similarity for key, similarity in near if key.startswith(PAGES)), default=0.0)
    return [key for key, similarity in near if key.startswith(PAGES) and similarity >= best - NEAREST_MARGIN]


def _ranked(
    query: SearchQuery, prepared: Prepared, answer: Answer, *, unit: tuple[int, str] | None = None
) -> list[Ranked]:
    """Candidates in order; in other orders and past the candidates the engine's own."""
    candidates = _candidates(answer)
    if query.sort != Sort.RELEVANCE or answer.plan.limit != CANDIDATES or not query.text.strip():
        return [Ranked(each.key, each.card, each.engine_score) for each in candidates]
    question = Question.of(
        prepared.understood, prepared.statistics, repair=prepared.repair, best_cover=prepared.full_weight
    )
    return rank(replace(question, unit=unit), candidates, off=query.off)


def _candidates(answer: Answer) -> list[Candidate]:
    found = answer.found
    rows = {
        key: (card, title)
        for key, card, title in IndexedDocument.objects.filter(key__in=found.keys).values_list(
            "key", "card", "title_tokens"
        )
    }
    return [
        Candidate(
            key, rows[key][0], rows[key][1].split(), _covered(found.scores.get(key, 0.0), rows[key][0], answer.plan)
        )
        for key in found.keys
        if key in rows  # withdrawn meanwhile
    ]


def _covered(score: float, card: dict[str, Any], plan: Plan) -> float:
    """The engine's score without what fulfilled wishes gave: only the weight of the covered tokens."""
    for wish in plan.wishes:
        held = [str(card["numbers"]["unit"])] if wish.column == "unit_number" else card["facets"].get(wish.column, [])
        score -= wish.weight if set(held) & set(wish.values) else 0.0
    return score if score > 2 * ALSO_SCORE else 0.0


def _suggestion(prepared: Prepared, ranked: list[Ranked]) -> str:
    """The title that was probably meant, when the sounds agree wholly and the letters do not."""
    if not prepared.repair or not ranked:
        return ""
    heard = sounds.query_tokens(prepared.understood.rest)
    title = ranked[0].card["title"]
    if len(heard) < 2 or not set(heard) <= set(ranked[0].card["tokens"]["sounds"].split()):
        return ""
    return str(title)
