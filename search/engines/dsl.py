"""A plan in the words of elasticsearch-dsl."""

from typing import Any

from elasticsearch.dsl import Q

from search.constants import Facet, Kind, Sort
from search.engines.base import ALSO_SCORE, CARD_BONUS, TITLE_BONUS, Plan, Term, Wish

LESSONS = Q("term", entity=Kind.LESSON.value)


def query_of(plan: Plan) -> Any:
    """Covered tokens or named keys, wishes on top, rights and withdrawals as filters."""
    scope = [] if plan.members else [Q("term", public=True)]
    if plan.volume_id is not None:
        scope.append(Q("term", volume_id=plan.volume_id))
    if plan.node_path:
        scope.append(Q("term", node_path=plan.node_path) | Q("prefix", node_path=f"{plan.node_path}."))
    if not plan.terms:
        scope += [fits(wish) for wish in plan.required]
        must: list[Any] = [Q("constant_score", filter=Q("match_all"), boost=ALSO_SCORE)]
    else:
        clauses = [_term(term.token, term.weight, field) for term in plan.terms for field in _fields(term, plan)]
        covered = Q("bool", should=clauses)
        ways = [Q("function_score", query=covered, min_score=plan.threshold)]
        if plan.also:
            ways.append(Q("constant_score", filter=Q("ids", values=list(plan.also)), boost=ALSO_SCORE))
        must = [Q("bool", should=ways, minimum_should_match=1)]
    wishes = [Q("constant_score", filter=fits(wish), boost=wish.weight) for wish in plan.wishes]
    hidden = [Q("ids", values=list(plan.withdrawn))] if plan.withdrawn else []
    return Q("bool", must=must, should=wishes, filter=scope, must_not=hidden)


def _fields(term: Term, plan: Plan) -> list[tuple[str, float]]:
    if term.column == "sounds":
        return [("sounds", 1.0)]
    shares = [("text", 1.0), ("card", CARD_BONUS), ("title", TITLE_BONUS)]
    return [*shares, ("members", 1.0)] if plan.members else shares


def _term(token: str, weight: float, field: tuple[str, float]) -> Any:
    name, share = field
    return Q("constant_score", filter=Q("term", **{name: token}), boost=weight * share)


def wish_of(facet: Facet, chosen: dict[Facet, tuple[str, ...]]) -> Wish:
    """A chosen facet as a condition."""
    return Wish(str(facet.value), chosen[facet])


def listed_of(kinds: tuple[str, ...], chosen: dict[Facet, tuple[str, ...]]) -> Any | None:
    """What stands in the list: the kinds asked for, and of lessons those that were chosen; ``None`` for everything."""
    conditions = [fits(wish_of(facet, chosen)) for facet in chosen]
    if conditions and kinds != (Kind.LESSON,):
        narrowed = Q("bool", filter=conditions)
        conditions = [Q("bool", should=[narrowed, Q("bool", must_not=[LESSONS])], minimum_should_match=1)]
    if kinds:
        conditions.append(Q("terms", entity=list(kinds)))
    return Q("bool", filter=conditions) if conditions else None


def fits(wish: Wish) -> Any:
    """The condition that a document holds one of the values."""
    return Q("terms", **{wish.column: list(wish.values)})


def order_of(sort: Sort) -> list[Any]:
    """Sort keys; ties fall to the order of the book."""
    if sort == Sort.PLACE:
        return ["order", "key"]
    if sort == Sort.RELEASED:
        return [{"released": {"order": "desc", "missing": "_last"}}, "order", "key"]
    return ["_score", "order", "key"]


def buckets_of(aggregation: Any) -> dict[str, int]:
    """Counts per value, also from inside a filter aggregation."""
    data = aggregation.to_dict()
    return {bucket["key"]: bucket["doc_count"] for bucket in data.get("held", data)["buckets"]}
