"""Answering a query: understand, let an engine find, rank the candidates, point at the passage that matched.

Nothing here knows HTTP. What is shown still passes the database: ``search`` gives page ids, the caller reads the pages
through ``visible_to``.
"""

from dataclasses import dataclass, replace

from search import meaning, passages, sounds, statistics
from search.constants import CANDIDATES, DEEPEST_HIT, TERMS_LIMIT, Sort
from search.engines import choice
from search.engines.base import Found, Plan, Term, Wish
from search.models import IndexedDocument, WithdrawnDocument
from search.queries import Hit, SearchQuery, SearchResult
from search.ranking import SYNONYM, Candidate, Question, Ranked, rank
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query ready for an engine and for the ranking."""

    plan: Plan
    understood: Understanding
    statistics: Statistics
    repair: bool
    full_weight: float


def search(query: SearchQuery) -> SearchResult:
    """Answer ``query`` with the engine of the settings, or with the database when that one is away."""
    prepared = prepare(query)
    found, engine, degraded = _find(prepared.plan)
    found, engine, degraded, prepared = _loosened(prepared, found, engine, degraded)
    ranked, page = _page(query, prepared, found)
    hits = [Hit(each.key, int(each.card["page_id"]), each.score, why=each.why) for each in page]
    passages.mark(hits, {each.key: each.card for each in page}, prepared.understood, members=query.members)
    return SearchResult(
        query=query,
        understood=prepared.understood,
        total=found.total,
        hits=hits,
        facets=found.counts,
        engine=engine,
        degraded=degraded,
        suggestion=_suggestion(prepared, ranked),
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
        also=_also(query, understood),
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


def _also(query: SearchQuery, understood: Understanding) -> tuple[str, ...]:
    asks_for_school = any(slot.kind in ("school", "district") for slot in understood.slots)
    if "meaning" in query.off or query.sort != Sort.RELEVANCE or asks_for_school or len(understood.rest) < 2:
        return ()
    near = meaning.nearest(understood.whole, NEAREST) + meaning.nearest(understood.rest, NEAREST)
    best = max((similarity for _, similarity in near), default=0.0)
    return tuple(dict.fromkeys(key for key, similarity in near if similarity >= best - NEAREST_MARGIN))


def _window(query: SearchQuery) -> dict[str, int]:
    """Candidates for the ranking, or, deeper and in other orders, the engine's own page."""
    if query.sort == Sort.RELEVANCE and query.offset + query.page_size <= CANDIDATES:
        return {"offset": 0, "limit": CANDIDATES}
    return {"offset": min(query.offset, DEEPEST_HIT - query.page_size), "limit": query.page_size}


def _withdrawn() -> tuple[str, ...]:
    return tuple(WithdrawnDocument.objects.order_by("-at").values_list("key", flat=True)[:WITHDRAWN_LIMIT])


def _find(plan: Plan) -> tuple[Found, str, bool]:
    return choice.find(plan)


def _loosened(
    prepared: Prepared, found: Found, engine: str, degraded: bool
) -> tuple[Found, str, bool, Prepared]:
    """Ask again for less when nothing was found: less of the text, then any part of the structure."""
    plan = prepared.plan
    if found.total or not (plan.terms or plan.required):
        return found, engine, degraded, prepared
    if plan.terms:
        plan = replace(plan, threshold=plan.threshold * LOOSE_COVER / COVER)
    else:
        plan = replace(plan, required=plan.required[:1])
    found, engine, degraded = _find(plan)
    return found, engine, degraded, replace(prepared, plan=plan)


def _page(query: SearchQuery, prepared: Prepared, found: Found) -> tuple[list[Ranked], list[Ranked]]:
    candidates = _candidates(found)
    ranked_here = query.sort == Sort.RELEVANCE and prepared.plan.limit == CANDIDATES and query.text.strip()
    if not ranked_here:
        ranked = [Ranked(each.key, each.card, each.engine_score) for each in candidates]
        return ranked, ranked[: query.page_size] if prepared.plan.limit != CANDIDATES else ranked[
            query.offset : query.offset + query.page_size
        ]
    question = Question.of(
        prepared.understood, prepared.statistics, repair=prepared.repair, best_cover=prepared.full_weight
    )
    ranked = rank(question, candidates, off=query.off)
    return ranked, ranked[query.offset : query.offset + query.page_size]


def _candidates(found: Found) -> list[Candidate]:
    rows = {
        key: (card, title)
        for key, card, title in IndexedDocument.objects.filter(key__in=found.keys).values_list(
            "key", "card", "title_tokens"
        )
    }
    return [
        Candidate(key, rows[key][0], rows[key][1].split(), found.scores.get(key, 0.0))
        for key in found.keys
        if key in rows  # withdrawn meanwhile
    ]


def _suggestion(prepared: Prepared, ranked: list[Ranked]) -> str:
    """The title that was probably meant, when the sounds agree wholly and the letters do not."""
    if not prepared.repair or not ranked:
        return ""
    heard = sounds.query_tokens(prepared.understood.rest)
    title = ranked[0].card["title"]
    if len(heard) < 2 or not set(heard) <= set(ranked[0].card["tokens"]["sounds"].split()):
        return ""
    return str(title)


