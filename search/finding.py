"""Answering a query: understand, let an engine find, rank the candidates, point at the passage that matched.

Nothing here knows HTTP. What is shown still passes the database: ``search`` gives page ids, the caller reads the pages
through ``visible_to``.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from search import meaning, passages, sounds, statistics
from search.constants import CANDIDATES, DEEPEST_HIT, TERMS_LIMIT, Sort
from search.engines import choice
from search.engines.base import ALSO_SCORE, Found, Plan, Term, Wish
from search.models import IndexedDocument, WithdrawnDocument
from search.queries import Hit, SearchQuery, SearchResult
from search.ranking import SYNONYM, WEIGHTS, Candidate, Question, Ranked, rank, unit_of
from search.statistics import Statistics
from search.tokens import query_tokens
from search.understanding import Understanding, understand

COVER = 0.6  # share of the query's weight that a document must hold to count as found
LOOSE_COVER = 0.3  # when nothing holds that much
COMMON = 0.25  # a token in more than a quarter of all documents finds nothing by itself; rarer ones decide
KNOWN = 0.7  # below this share of known tokens the query is taken for misspelt or pinyin
NEAREST = 60  # documents that the meaning leg may add to the candidates
NEAREST_MARGIN = 0.05  # below the best similarity by more than this it is no answer, only a neighbour
WISHES = {"subject": "subject", "grade": "grade", "term": "term", "edition": "edition", "stage": "stage", "unit": "unit_number"}
WITHDRAWN_LIMIT = 1000
BY_WORDS = {"text", "exact", "card", "body", "sound", "school"}
SURE = 0.9  # of the exact feature: the title is what was typed
REAL = 0.4  # of title and text: what counts as a hit by its words
FEW = 10  # below this many matches the neighbours of the best ones are added
NEIGHBOURS = 60
PLACE_PARTS = 3  # so many certain parts of a place name a part of a book


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query ready for an engine and for the ranking."""

    plan: Plan
    understood: Understanding
    statistics: Statistics
    repair: bool
    full_weight: float

    @property
    def by_sound(self) -> bool:
        """Whether the whole text is pinyin."""
        return self.repair and sounds.of_letters(self.understood.rest) is not None


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
    ranked = _ranked(query, prepared, answer)
    if _is_narrow(query, answer, ranked):
        units = _units(ranked)
        answer = _widened(query, prepared, answer, units=units, near=not _is_sure(ranked))
        ranked = _ranked(query, prepared, answer, units=units)
    page = ranked if answer.plan.limit != CANDIDATES else ranked[query.offset : query.offset + query.page_size]
    hits = [Hit(each.key, int(each.card["page_id"]), each.score, why=each.why) for each in page]
    passages.mark(hits, {each.key: each.card for each in page}, prepared.understood, members=query.members)
    return SearchResult(
        query=query,
        understood=prepared.understood,
        total=answer.found.total,
        hits=hits,
        facets=answer.found.counts,
        engine=answer.engine,
        degraded=answer.degraded,
        suggestion=_suggestion(prepared, ranked),
        near_only=bool(prepared.plan.terms and ranked) and not any(each.why.keys() & BY_WORDS for each in ranked),
    )


def prepare(query: SearchQuery) -> Prepared:
    """Understand the text and choose the tokens worth asking for."""
    understood = understand(query.text, ignore=query.ignore)
    held = statistics.current()
    tokens = query_tokens(understood.rest)
    known = [token for token in tokens if held.count(token)]
    repair = bool(tokens) and len(known) < KNOWN * len(tokens) and "sound" not in query.off
    terms = _terms(understood, tokens, held, repair=repair)
    threshold, weight = _threshold(terms, held)
    slots = [slot for slot in understood.slots if slot.kind in WISHES]
    wishes = tuple(Wish(WISHES[slot.kind], slot.values, slot.weight * held.unseen * 0.3) for slot in slots)
    by_name = [Wish("school", slot.values, 20.0) for slot in understood.slots if slot.kind == "school"]
    required = tuple(Wish(WISHES[slot.kind], slot.values) for slot in slots if slot.certain)
    plan = Plan(
        terms=tuple(terms),
        threshold=threshold,
        wishes=(*wishes, *by_name),
        required=(*required, *by_name),
        filters=query.filters,
        volume_id=query.volume_id,
        node_path=query.node_path,
        members=query.members,
        sort=query.sort,
        withdrawn=_withdrawn(),
        **_window(query),
    )
    return Prepared(plan, understood, held, repair, weight * 2)


def _terms(understood: Understanding, tokens: list[str], held: Statistics, *, repair: bool) -> list[Term]:
    """The rarest tokens of the text, the areas named, synonyms, and sounds where the letters are mostly unknown.

    Tokens that the statistics have not seen are asked for too: a lesson of this minute may have brought them.
    """
    areas = [token for area in understood.values("district") for token in query_tokens(area)]
    rare = [token for token in tokens if held.count(token) <= COMMON * held.documents]
    chosen = sorted(rare or tokens, key=lambda token: -held.weight(token))[:TERMS_LIMIT]
    terms = {token: Term(token, held.weight(token)) for token in [*chosen, *areas]}
    for other in understood.synonyms:
        for token in query_tokens(other):
            if held.count(token):
                terms.setdefault(token, Term(token, SYNONYM * held.weight(token)))
    heard = sounds.query_tokens(understood.rest) if repair else []
    if heard and sounds.of_letters(understood.rest) is not None:
        terms.clear()  # pinyin throughout: a syllable that happens to be a known word is a syllable
    for token in heard[:TERMS_LIMIT]:
        if held.count(token, "sounds"):
            terms[token] = Term(token, held.weight(token, "sounds"), "sounds")
    return list(terms.values())


def _threshold(terms: list[Term], held: Statistics) -> tuple[float, float]:
    """What a document must cover, and the weight of everything that could be covered.

    Unseen tokens do not raise the bar while others are known; sounds count where no word is known.
    """
    known = sum(term.weight for term in terms if term.column == "words" and held.count(term.token))
    heard = sum(term.weight for term in terms if term.column == "sounds")
    words = sum(term.weight for term in terms if term.column == "words")
    weight = known or heard or words
    return COVER * weight, weight


def _window(query: SearchQuery) -> dict[str, int]:
    """Candidates for the ranking, or, deeper and in other orders, the engine's own page."""
    if query.sort == Sort.RELEVANCE and query.offset + query.page_size <= CANDIDATES:
        return {"offset": 0, "limit": CANDIDATES}
    return {"offset": min(query.offset, DEEPEST_HIT - query.page_size), "limit": query.page_size}


def _withdrawn() -> tuple[str, ...]:
    return tuple(WithdrawnDocument.objects.order_by("-at").values_list("key", flat=True)[:WITHDRAWN_LIMIT])


def _loosened(prepared: Prepared, answer: Answer) -> Answer:
    """Ask again for less when nothing was found: less of the text, then any part of the structure."""
    plan = answer.plan
    if answer.found.total or not (plan.terms or plan.required):
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
    at_place = max((each.why.get("structure", 0.0) for each in ranked), default=0.0)
    real = sum(
        1
        for each in ranked[:FEW]
        if each.why.get("text", 0.0) + each.why.get("exact", 0.0) >= REAL and each.why.get("structure", 0.0) >= at_place
    )
    return real < FEW


def _is_sure(ranked: list[Ranked]) -> bool:
    """Whether the best hit is what was typed; nothing else can be meant then."""
    return bool(ranked) and ranked[0].why.get("exact", 0.0) >= SURE * WEIGHTS["exact"]


def _units(ranked: list[Ranked]) -> frozenset[tuple[int, str]]:
    sure = [each for each in ranked[:3] if each.why.keys() & BY_WORDS and each.score >= 0.7 * ranked[0].score]
    return frozenset(unit for each in sure if (unit := unit_of(each.card)) != (0, ""))


def _widened(
    query: SearchQuery, prepared: Prepared, answer: Answer, *, units: frozenset[tuple[int, str]], near: bool
) -> Answer:
    """Add neighbours in the book of the best hits, everything at the place that was named, and what is near in meaning."""
    keys: list[str] = []
    if "neighbour" not in query.off:
        beside = Q(pk=None)
        for volume, step in units:
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
    """Keys of the documents nearest in meaning; none for schools and areas, which have no meaning but a name."""
    if len(understood.rest) < 2 or any(slot.kind in ("school", "district") for slot in understood.slots):
        return []
    near = meaning.nearest(understood.whole, NEAREST) + meaning.nearest(understood.rest, NEAREST)
    best = max((similarity for _, similarity in near), default=0.0)
    return [key for key, similarity in near if similarity >= best - NEAREST_MARGIN]


def _ranked(
    query: SearchQuery, prepared: Prepared, answer: Answer, *, units: frozenset[tuple[int, str]] = frozenset()
) -> list[Ranked]:
    """Candidates in order; in other orders and past the candidates the engine's own."""
    candidates = _candidates(answer)
    if query.sort != Sort.RELEVANCE or answer.plan.limit != CANDIDATES or not query.text.strip():
        return [Ranked(each.key, each.card, each.engine_score) for each in candidates]
    question = Question.of(
        prepared.understood, prepared.statistics, repair=prepared.repair, best_cover=prepared.full_weight
    )
    return rank(replace(question, units=units), candidates, off=query.off)


def _candidates(answer: Answer) -> list[Candidate]:
    found = answer.found
    rows = {
        key: (card, title)
        for key, card, title in IndexedDocument.objects.filter(key__in=found.keys).values_list(
            "key", "card", "title_tokens"
        )
    }
    return [
        Candidate(key, rows[key][0], rows[key][1].split(), _covered(found.scores.get(key, 0.0), rows[key][0], answer.plan))
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


