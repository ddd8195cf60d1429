"""The server engine: elasticsearch-dsl documents behind an alias, bulk writes with external versions.

Fields hold our own tokens (``tokens``) and are split at spaces only: both engines agree on every token, and the trimmed
test server needs no plugin. Highlights are made by us from the database, so no text leaves the index.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import A, Boolean, Document, Index, Integer, Keyword, Long, Q, Search, Text, analyzer
from elasticsearch.helpers import bulk, scan, streaming_bulk

from search.constants import ENGINE_SECONDS, Facet, Sort
from search.documents import LessonDocument
from search.engines.base import (
    ALSO_SCORE,
    CARD_BONUS,
    TITLE_BONUS,
    EngineUnavailable,
    Found,
    Plan,
    Wish,
    cumulated,
    effective,
)

WRITE_SECONDS = 30
FACET_BUCKETS = 1000  # schools of a city; a facet shows a few and folds the rest
COLUMNS = ("title", "card", "text", "members", "sounds")
our_tokens = analyzer("our_tokens", tokenizer="whitespace", filter=[])


class LessonIndex(Document):
    """The strict mapping; a new field without a mapping is an error, not a guess."""

    key = Keyword()
    page_id = Long(index=False)
    public = Boolean()
    stage = Keyword()
    subject = Keyword()
    grade = Keyword()
    edition = Keyword()
    term = Keyword()
    type = Keyword()
    level = Keyword()
    kind = Keyword()
    school = Keyword()
    unit_number = Integer()
    volume_id = Long()
    node_path = Keyword()
    order = Keyword()
    released = Keyword()
    title = Text(analyzer=our_tokens, norms=False, index_options="docs")
    card = Text(analyzer=our_tokens, norms=False, index_options="docs")
    text = Text(analyzer=our_tokens, norms=False, index_options="docs")
    members = Text(analyzer=our_tokens, norms=False, index_options="docs")
    sounds = Text(analyzer=our_tokens, norms=False, index_options="docs")

    class Meta:
        dynamic = "strict"


def mapping_digest() -> str:
    """A short name of the mapping; a changed one asks for a rebuild (``check_index`` says so)."""
    shape = json.dumps(LessonIndex._doc_type.mapping.to_dict(), sort_keys=True)
    return hashlib.sha256(shape.encode()).hexdigest()[:8]


class ElasticsearchEngine:
    """See ``engines.base.Engine``."""

    name = "elasticsearch"

    def __init__(self, url: str = "", prefix: str = "") -> None:
        self.alias = f"{prefix or settings.SEARCH_INDEX_PREFIX}-lessons"
        self.client = Elasticsearch(
            url or settings.SEARCH_ELASTICSEARCH_URL,
            request_timeout=ENGINE_SECONDS,
            max_retries=0,
            retry_on_timeout=False,
            connections_per_node=16,
        )
        self.writer = self.client.options(request_timeout=WRITE_SECONDS)

    # --- finding

    def find(self, plan: Plan) -> Found:
        """Candidates, total and counts in one request."""
        chosen = effective(plan.filters)
        search = Search(using=self.client, index=self.alias).query(_query(plan)).source(False)
        search = search[plan.offset : plan.offset + plan.limit].extra(track_total_hits=True, timeout="900ms")
        search = search.sort(*_order(plan.sort))
        if plan.sort != Sort.RELEVANCE:
            search = search.extra(track_scores=False)
        if chosen:
            search = search.post_filter(Q("bool", filter=[_fits(_wish(facet, chosen)) for facet in chosen]))
        for facet in Facet:
            others = [_fits(_wish(other, chosen)) for other in chosen if other != facet]
            values = A("terms", field=str(facet.value), size=FACET_BUCKETS)
            if others:
                search.aggs.bucket(facet.value, A("filter", Q("bool", filter=others))).bucket("held", values)
            else:
                search.aggs.bucket(facet.value, values)
        try:
            answer: Any = search.execute()
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        if answer.timed_out:
            raise EngineUnavailable("the search took too long")
        counts = {facet: _buckets(answer.aggregations[facet.value]) for facet in Facet}
        keys = [hit.meta.id for hit in answer.hits]
        scores = {hit.meta.id: hit.meta.score or 0.0 for hit in answer.hits}
        return Found(total=answer.hits.total.value, keys=keys, scores=scores, counts=cumulated(counts))

    # --- writing

    def index(self, documents: list[LessonDocument]) -> dict[str, str]:
        """One bulk request; a version conflict means that something newer is there, which is what was wanted."""
        self.ensure_index()
        return self._bulk(_action(document, self.alias) for document in documents)

    def delete(self, versions: dict[str, int]) -> dict[str, str]:
        """Deletes carry the version too, so that a late index of an older one stays out."""
        self.ensure_index()
        return self._bulk(
            {
                "_op_type": "delete",
                "_index": self.alias,
                "_id": key,
                "version": version,
                "version_type": "external_gte",
            }
            for key, version in versions.items()
        )

    def _bulk(self, actions: Iterable[dict[str, Any]]) -> dict[str, str]:
        errors: dict[str, str] = {}
        try:
            _, failed = bulk(self.writer, actions, raise_on_error=False, raise_on_exception=True, refresh=False)
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        for item in failed if isinstance(failed, list) else []:
            (result,) = item.values()
            if result["status"] not in (404, 409):
                errors[result["_id"]] = json.dumps(result.get("error", result["status"]), ensure_ascii=False)[:500]
            if result["status"] in (403, 429, 503):
                raise EngineUnavailable(errors[result["_id"]])
        return errors

    def refresh(self) -> None:
        """Make written documents findable now (the index does so every second by itself)."""
        self.writer.indices.refresh(index=self.alias)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Keys and versions of the whole index, by scroll."""
        self.ensure_index()
        try:
            self.refresh()
            for hit in scan(self.writer, index=self.alias, query={"version": True, "_source": False}, size=2000):
                yield hit["_id"], hit["_version"]
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def count(self) -> int:
        """Documents in the index."""
        try:
            return int(self.client.count(index=self.alias)["count"])
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def ensure_index(self) -> None:
        """Create the first index behind the alias; two workers at once are fine."""
        try:
            if not self.writer.indices.exists_alias(name=self.alias):
                name = self._create()
                self.writer.indices.put_alias(index=name, name=self.alias)
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def rebuild(self, batches: Iterable[list[LessonDocument]]) -> int:
        """Fill a new index beside the old one; the caller catches up and then calls ``swap``."""
        self.fresh = self._create(refresh_interval="-1")
        written = 0
        actions = (_action(document, self.fresh) for batch in batches for document in batch)
        for _ok, _item in streaming_bulk(self.writer, actions, chunk_size=500, raise_on_error=True):
            written += 1
        self.writer.indices.put_settings(index=self.fresh, settings={"refresh_interval": None})
        self.writer.indices.refresh(index=self.fresh)
        return written

    def swap(self) -> None:
        """Point the alias at the new index in one step and drop the old ones."""
        old = [name for name in self._behind_alias() if name != self.fresh]
        actions: list[dict[str, Any]] = [{"remove": {"index": name, "alias": self.alias}} for name in old]
        self.writer.indices.update_aliases(actions=[*actions, {"add": {"index": self.fresh, "alias": self.alias}}])
        for name in old:
            self.writer.indices.delete(index=name, ignore_unavailable=True)

    def index_fresh(self, documents: list[LessonDocument], deleted: dict[str, int]) -> None:
        """Write into the index being built what changed meanwhile."""
        alias, self.alias = self.alias, self.fresh
        try:
            self._bulk(_action(document, self.alias) for document in documents)
            self._bulk(
                {"_op_type": "delete", "_index": self.fresh, "_id": key, "version": version, "version_type": "external_gte"}
                for key, version in deleted.items()
            )
        finally:
            self.alias = alias

    def _behind_alias(self) -> list[str]:
        if not self.writer.indices.exists_alias(name=self.alias):
            return []
        return list(self.writer.indices.get_alias(name=self.alias))

    def _create(self, **index_settings: Any) -> str:
        name = f"{self.alias}-{datetime.now(UTC):%Y%m%d%H%M%S%f}-{mapping_digest()}"
        index = Index(name, using=self.writer)
        index.settings(number_of_shards=1, number_of_replicas=0, **index_settings)
        index.analyzer(our_tokens)
        index.document(LessonIndex)
        index.create()
        return name

    def mapping_is_current(self) -> bool:
        """Whether the index behind the alias has the mapping of this code."""
        return all(name.endswith(mapping_digest()) for name in self._behind_alias())

    def ping(self) -> bool:
        """Whether the server answers within the deadline."""
        try:
            return bool(self.client.ping())
        except TransportConnectionError:
            return False


def _query(plan: Plan) -> Any:
    scope = [] if plan.members else [Q("term", public=True)]
    if plan.volume_id is not None:
        scope.append(Q("term", volume_id=plan.volume_id))
    if plan.node_path:
        scope.append(Q("term", node_path=plan.node_path) | Q("prefix", node_path=f"{plan.node_path}."))
    if not plan.terms:
        scope += [_fits(wish) for wish in plan.required]
        must: list[Any] = [Q("constant_score", filter=Q("match_all"), boost=ALSO_SCORE)]
    else:
        covered = Q("bool", should=[_term(term.token, term.weight, field) for term in plan.terms for field in _fields(term, plan)])
        ways = [Q("function_score", query=covered, min_score=plan.threshold)]
        if plan.also:
            ways.append(Q("constant_score", filter=Q("ids", values=list(plan.also)), boost=ALSO_SCORE))
        must = [Q("bool", should=ways, minimum_should_match=1)]
    wishes = [Q("constant_score", filter=_fits(wish), boost=wish.weight) for wish in plan.wishes]
    hidden = [Q("ids", values=list(plan.withdrawn))] if plan.withdrawn else []
    return Q("bool", must=must, should=wishes, filter=scope, must_not=hidden)


def _fields(term: Any, plan: Plan) -> list[tuple[str, float]]:
    if term.column == "sounds":
        return [("sounds", 1.0)]
    shares = [("text", 1.0), ("card", CARD_BONUS), ("title", TITLE_BONUS)]
    return [*shares, ("members", 1.0)] if plan.members else shares


def _term(token: str, weight: float, field: tuple[str, float]) -> Any:
    name, share = field
    return Q("constant_score", filter=Q("term", **{name: token}), boost=weight * share)


def _wish(facet: Facet, chosen: dict[Facet, tuple[str, ...]]) -> Wish:
    return Wish(str(facet.value), chosen[facet])


def _fits(wish: Wish) -> Any:
    return Q("terms", **{wish.column: list(wish.values)})


def _order(sort: Sort) -> list[Any]:
    if sort == Sort.PLACE:
        return ["order", "key"]
    if sort == Sort.RELEASED:
        return [{"released": {"order": "desc", "missing": "_last"}}, "order", "key"]
    return ["_score", "order", "key"]


def _buckets(aggregation: Any) -> dict[str, int]:
    data = aggregation.to_dict()
    return {bucket["key"]: bucket["doc_count"] for bucket in data.get("held", data)["buckets"]}


def _action(document: LessonDocument, index: str) -> dict[str, Any]:
    source: dict[str, Any] = {
        "key": document.key,
        "page_id": document.page_id,
        "public": document.public,
        **{facet.value: document.facets.get(facet.value, []) for facet in Facet},
        "unit_number": document.numbers.unit,
        "volume_id": document.volume_id,
        "node_path": document.node_path,
        "order": document.order,
        "released": document.released,
        **document.columns(),
    }
    return {
        "_op_type": "index",
        "_index": index,
        "_id": document.key,
        "version": max(document.version, 1),
        "version_type": "external_gte",
        "_source": source,
    }
