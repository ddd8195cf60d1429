# ruff: noqa: S608 - names come from constants of this package, every value is a parameter
"""The embedded engine: SQLite FTS5 or PostgreSQL tsvector over our tokens; also answers when Elasticsearch is away.

One statement gathers the covered weight per document from the posting lists of the query's tokens, one more counts the
facets: rows are grouped by all facet columns, and a facet's own choice is left out of its counts in Python.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from core.models import DocumentVersion
from search import schema, statistics
from search.constants import Facet, Kind, Sort
from search.documents import LessonDocument
from search.engines.base import ALSO_SCORE, CARD_BONUS, TITLE_BONUS, Filters, Found, Plan, Wish, cumulated, effective
from search.models import IndexedDocument

FACET_COLUMNS = {facet: str(facet.value) for facet in Facet}
COMPARED = {*FACET_COLUMNS.values(), "unit_number"}
ORDERS = {
    Sort.RELEVANCE: 'score DESC, d."order", d.id',
    Sort.PLACE: 'd."order", d.id',
    Sort.RELEASED: 'd.released DESC, d."order", d.id',
}
Sql = tuple[str, list[Any]]


class DatabaseEngine:
    """See ``engines.base.Engine``."""

    name = "database"

    def find(self, plan: Plan) -> Found:
        """Candidates, total and counts in two statements."""
        chosen = effective(plan.filters)
        matched = _matched(plan)
        scores = self._page(plan, chosen, matched)
        kinds, counts = self._count(plan, chosen, *matched)
        total = sum(number for kind, number in kinds.items() if not plan.kinds or kind in plan.kinds)
        return Found(total=total, keys=list(scores), scores=scores, counts=counts, kinds=kinds)

    def keys(self, plan: Plan) -> list[str]:
        """The candidates alone, in one statement: for suggestions, which count nothing."""
        return list(self._page(plan, effective(plan.filters), _matched(plan)))

    def _page(self, plan: Plan, chosen: Filters, matched: Sql) -> dict[str, float]:
        """Key → score, best first."""
        narrowed, narrowing = _narrowed(chosen, plan.kinds)
        score, scoring = _score(plan)
        rows = _rows(
            f"{matched[0]} SELECT d.key, {score} AS score FROM hits h JOIN {schema.TABLE} d ON d.id = h.id "
            f"WHERE {_scope(plan)[0]}{narrowed} ORDER BY {ORDERS[plan.sort]} LIMIT %s OFFSET %s",
            [*matched[1], *scoring, *_scope(plan)[1], *narrowing, plan.limit, plan.offset],
        )
        return {key: float(value) for key, value in rows}

    def _count(
        self, plan: Plan, chosen: Filters, matched: str, parameters: list[Any]
    ) -> tuple[dict[str, int], dict[Facet, dict[str, int]]]:
        columns = ", ".join(f"d.{column}" for column in FACET_COLUMNS.values())
        rows = _rows(
            f"{matched} SELECT d.entity, {columns}, COUNT(*) FROM hits h JOIN {schema.TABLE} d ON d.id = h.id "
            f"WHERE {_scope(plan)[0]} GROUP BY d.entity, {columns}",
            [*parameters, *_scope(plan)[1]],
        )
        kinds: dict[str, int] = defaultdict(int)
        counts: dict[Facet, dict[str, int]] = {facet: defaultdict(int) for facet in Facet}
        for entity, *values, number in rows:
            if entity != Kind.LESSON:
                kinds[entity] += number
                continue
            held = dict(zip(Facet, (tuple(filter(None, value.split("|"))) for value in values), strict=True))
            missed = [facet for facet, wanted in chosen.items() if not set(held[facet]) & set(wanted)]
            kinds[entity] += 0 if missed else number
            for facet in Facet if not missed else missed if len(missed) == 1 else ():
                for value in held[facet]:
                    counts[facet][value] += number
        return dict(kinds), cumulated(counts)

    def index(self, documents: list[LessonDocument]) -> dict[str, str]:
        """Upsert in one transaction; a document older than its counter is skipped, a newer event is on its way."""
        if not documents:
            return {}
        with transaction.atomic():
            current = _locked_versions([each.key for each in documents])
            rows = [_row(each) for each in documents if each.version >= current.get(each.key, 0)]
            fields = [each.name for each in IndexedDocument._meta.concrete_fields if each.name not in ("id", "key")]
            IndexedDocument.objects.bulk_create(
                rows, batch_size=100, update_conflicts=True, unique_fields=["key"], update_fields=fields
            )
        return {}

    def delete(self, versions: dict[str, int]) -> dict[str, str]:
        """Remove rows; the counters (``core.DocumentVersion``) stay and keep late writers out."""
        IndexedDocument.objects.filter(key__in=versions).delete()
        return {}

    def versions(self) -> Iterator[tuple[str, int]]:
        """Keys and versions."""
        yield from IndexedDocument.objects.values_list("key", "version").iterator(chunk_size=2000)

    def count(self) -> int:
        """Rows of the index."""
        return IndexedDocument.objects.count()

    def rebuild(self, batches: Iterable[list[LessonDocument]]) -> int:
        """Write every document over its old row, then drop the rows that no batch named: never an empty answer."""
        seen: set[str] = set()
        for batch in batches:
            self.index(batch)
            seen.update(each.key for each in batch)
        gone = [key for key, _ in self.versions() if key not in seen]
        for start in range(0, len(gone), 500):
            IndexedDocument.objects.filter(key__in=gone[start : start + 500]).delete()
        schema.rebuild_full_text(connection)
        statistics.refresh(force=True)
        return len(seen)


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _posting(column: str, token: str) -> Sql:
    if connection.vendor == "sqlite":
        return f"SELECT rowid FROM {schema.FTS} WHERE {schema.FTS} MATCH %s", [f'{{{column}_tokens}} : "{token}"']
    return f"SELECT id FROM {schema.TABLE} WHERE {column}_vector @@ %s::tsquery", [f"'{token}'"]


def _matched(plan: Plan) -> Sql:
    """``WITH hits AS (id, covered)``; without terms every document that fulfils what is required."""
    if not plan.terms:
        conditions = [_fits(wish) for wish in plan.required]
        where = " AND ".join(sql for sql, _ in conditions) or "TRUE"
        parameters = [value for _, values in conditions for value in values]
        return f"WITH hits AS (SELECT d.id, 0.0 AS covered FROM {schema.TABLE} d WHERE {where})", parameters
    parts: list[str] = []
    parameters = []
    for term in plan.terms:
        for column, share in _columns(term.column, plan.members):
            sql, values = _posting(column, term.token)
            alias = f"p{len(parts)}"
            name = "rowid" if connection.vendor == "sqlite" else "id"
            parts.append(f"SELECT {alias}.{name} AS id, CAST(%s AS REAL) AS weight, 0 AS named FROM ({sql}) {alias}")
            parameters += [term.weight * share, *values]
    if plan.also:
        marks = ", ".join(["%s"] * len(plan.also))
        parts.append(f"SELECT id, CAST(%s AS REAL) AS weight, 1 AS named FROM {schema.TABLE} WHERE key IN ({marks})")
        parameters += [ALSO_SCORE, *plan.also]
    union = " UNION ALL ".join(parts)
    grouped = (
        f"SELECT id, SUM(weight) AS covered FROM ({union}) t GROUP BY id HAVING SUM(weight) >= %s OR MAX(named) = 1"
    )
    return f"WITH hits AS ({grouped})", [*parameters, plan.threshold]


def _columns(column: str, members: bool) -> list[tuple[str, float]]:
    if column == "sounds":
        return [("sounds", 1.0)]
    shares = [("text", 1.0), ("card", CARD_BONUS), ("title", TITLE_BONUS)]
    return [*shares, ("members", 1.0)] if members else shares


def _score(plan: Plan) -> Sql:
    parts = ["h.covered"]
    parameters: list[Any] = []
    for wish in plan.wishes:
        sql, values = _fits(wish)
        parts.append(f"CASE WHEN {sql} THEN CAST(%s AS REAL) ELSE 0 END")
        parameters += [*values, wish.weight]
    return " + ".join(parts), parameters


def _fits(wish: Wish) -> Sql:
    if wish.column not in COMPARED:
        raise ValueError(wish.column)
    if wish.column == Facet.KIND:
        return f"({' OR '.join(['d.kind LIKE %s'] * len(wish.values))})", [f"%|{value}|%" for value in wish.values]
    marks = ", ".join(["%s"] * len(wish.values))
    values: list[Any] = [int(value) for value in wish.values] if wish.column == "unit_number" else [*wish.values]
    return f"d.{wish.column} IN ({marks})", values


def _narrowed(chosen: Filters, kinds: tuple[str, ...]) -> Sql:
    """The kinds that are listed, and what was chosen of lessons."""
    conditions = [_fits(Wish(FACET_COLUMNS[facet], values)) for facet, values in chosen.items()]
    if chosen and kinds != (Kind.LESSON,):
        conditions = [(f"(d.entity <> '{Kind.LESSON.value}' OR {sql})", values) for sql, values in conditions]
    if kinds:
        conditions.append((f"d.entity IN ({', '.join(['%s'] * len(kinds))})", [*kinds]))
    return "".join(f" AND {sql}" for sql, _ in conditions), [value for _, values in conditions for value in values]


def _scope(plan: Plan) -> Sql:
    """What nobody may see past: rights, withdrawals, the node that is browsed."""
    parts = ["TRUE" if plan.members else "d.public"]
    parameters: list[Any] = []
    if plan.withdrawn:
        parts.append(f"d.key NOT IN ({', '.join(['%s'] * len(plan.withdrawn))})")
        parameters += plan.withdrawn
    if plan.volume_id is not None:
        parts.append("d.volume_id = %s")
        parameters.append(plan.volume_id)
    if plan.node_path:
        parts.append("(d.node_path = %s OR d.node_path LIKE %s)")
        parameters += [plan.node_path, f"{plan.node_path}.%"]
    return " AND ".join(parts), parameters


def _locked_versions(keys: list[str]) -> dict[str, int]:
    rows = DocumentVersion.objects.filter(key__in=keys)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    return dict(rows.order_by("key").values_list("key", "version"))


def _row(document: LessonDocument) -> IndexedDocument:
    data = document.as_json()
    passages = data.pop("passages")
    columns = document.columns()
    data["tokens"] = document.ranked_tokens() | {"sounds": columns["sounds"]}
    held = {facet: "|".join(document.facets.get(column, [])) for facet, column in FACET_COLUMNS.items()}
    kinds = held.pop(Facet.KIND)
    return IndexedDocument(
        key=document.key,
        page_id=document.page_id,
        entity=document.entity,
        version=document.version,
        public=document.public,
        **{FACET_COLUMNS[facet]: value for facet, value in held.items()},
        kind=f"|{kinds}|" if kinds else "",
        unit_number=document.numbers.unit,
        volume_id=document.volume_id,
        node_path=document.node_path,
        order=document.order,
        released=document.released,
        card=data,
        passages=passages,
        **{f"{column}_tokens": tokens for column, tokens in columns.items()},
    )
