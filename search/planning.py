"""From a query to a plan for an engine: which tokens are worth asking for, what must be covered, what is wished."""

from dataclasses import dataclass

from search import sounds, statistics
from search.constants import CANDIDATES, DEEPEST_HIT, TERMS_LIMIT, Sort
from search.engines.base import Plan, Term, Wish
from search.models import WithdrawnDocument
from search.queries import SearchQuery
from search.ranking import SYNONYM
from search.statistics import Statistics
from search.tokens import query_tokens
from search.understanding import Understanding, understand

COVER = 0.6  # share of the query's weight that a document must hold to count as found
COMMON = 0.25  # a token in more than a quarter of all documents finds nothing by itself; rarer ones decide
KNOWN = 0.7  # below this share of known tokens the query is taken for misspelt or pinyin
WISH = 0.3  # of the weight of an unseen token: a fitting place lifts a candidate, it does not replace a word
NAMED_SCHOOL = 20.0  # a school asked for by name comes before everything else among the candidates
WISHES = {
    "subject": "subject",
    "grade": "grade",
    "term": "term",
    "edition": "edition",
    "stage": "stage",
    "unit": "unit_number",
}
WITHDRAWN_LIMIT = 1000


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
        """Whether the whole text is pinyin, or first letters that some title has."""
        if any(term.token.startswith(sounds.INITIALS) for term in self.plan.terms):
            return True
        return self.repair and sounds.of_letters(self.understood.rest) is not None


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
    wishes = tuple(Wish(WISHES[slot.kind], slot.values, slot.weight * held.unseen * WISH) for slot in slots)
    by_name = [Wish("school", slot.values, NAMED_SCHOOL) for slot in understood.slots if slot.kind == "school"]
    required = tuple(Wish(WISHES[slot.kind], slot.values) for slot in slots if slot.certain)
    offset, limit = _window(query)
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
        kinds=query.kinds,
        after=query.after,
        withdrawn=_withdrawn(),
        offset=offset,
        limit=limit,
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
    if not terms:  # sounds that nobody knows: ask for the letters and find nothing, rather than list everything
        terms = {token: Term(token, held.weight(token)) for token in tokens[:TERMS_LIMIT]}
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


def _window(query: SearchQuery) -> tuple[int, int]:
    """Offset and limit: candidates for the ranking, or, deeper and in other orders, the engine's own page."""
    if query.sort == Sort.RELEVANCE and query.offset + query.page_size <= CANDIDATES:
        return 0, CANDIDATES
    deepest = DEEPEST_HIT if query.start is None else query.offset + query.page_size
    return min(query.offset, deepest - query.page_size), query.page_size


def _withdrawn() -> tuple[str, ...]:
    return tuple(WithdrawnDocument.objects.order_by("-at").values_list("key", flat=True)[:WITHDRAWN_LIMIT])
