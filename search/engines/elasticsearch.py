"""The server engine: elasticsearch-dsl documents behind an alias, bulk writes with external versions.

Fields hold our own tokens (``tokens``) and are split at spaces only: both engines agree on every token, and the trimmed
test server needs no plugin. Highlights are made by us from the database, so no text leaves the index.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from elastic_transport import ConnectionError as TransportConnectionError
from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.dsl import A, Index, Q, Search
from elasticsearch.helpers import bulk, scan, streaming_bulk

from search import meaning
from search.constants import ENGINE_SECONDS, Facet, Kind, Sort
from search.documents import LessonDocument
from search.engines.base import EngineTooSlow, EngineUnavailable, Found, IndexMissing, Plan, cumulated, effective
from search.engines.dsl import LESSONS, buckets_of, fits, listed_of, order_of, query_of, wish_of
from search.engines.mapping import LessonIndex, mapping_digest, our_tokens

WRITE_SECONDS = 30
SERVER_TIMEOUT = f"{int(ENGINE_SECONDS * 900)}ms"  # the server gives up a little before we do
NEAR_CANDIDATES = 200  # documents that each shard compares; below that the graph misses near ones
FACET_BUCKETS = 1000  # schools of a city; a facet shows a few and folds the rest


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
        search = Search(using=self.client, index=self.alias).query(query_of(plan)).source(False)
        start = 0 if plan.after else plan.offset
        search = search[start : start + plan.limit].extra(track_total_hits=True, timeout=SERVER_TIMEOUT)
        search = search.sort(*order_of(plan.sort))
        if plan.sort != Sort.RELEVANCE:
            search = search.extra(track_scores=False)
        if plan.after:
            search = search.extra(search_after=list(plan.after))
        if listed := listed_of(plan.kinds, chosen):
            search = search.post_filter(listed)
        for facet in Facet:
            others = [fits(wish_of(other, chosen)) for other in chosen if other != facet]
            values = A("terms", field=str(facet.value), size=FACET_BUCKETS)
            search.aggs.bucket(facet.value, A("filter", Q("bool", filter=[LESSONS, *others]))).bucket("held", values)
        narrowed = [fits(wish_of(facet, chosen)) for facet in chosen]
        search.aggs.bucket("lessons", A("filter", Q("bool", filter=[LESSONS, *narrowed])))
        search.aggs.bucket("kinds", A("terms", field="entity", size=len(Kind)))
        try:
            answer: Any = search.execute()
        except ConnectionTimeout as error:
            raise EngineTooSlow(str(error)) from error
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        if answer.timed_out:
            raise EngineTooSlow("the search took too long")
        counts = {facet: buckets_of(answer.aggregations[facet.value]) for facet in Facet}
        keys = [hit.meta.id for hit in answer.hits]
        scores = {hit.meta.id: hit.meta.score or 0.0 for hit in answer.hits}
        kinds = buckets_of(answer.aggregations["kinds"])
        if kinds.get(Kind.LESSON):
            kinds[Kind.LESSON.value] = answer.aggregations["lessons"].doc_count
        return Found(
            total=answer.hits.total.value,
            keys=keys,
            scores=scores,
            counts=cumulated(counts),
            kinds=kinds,
            last=tuple(answer.hits[-1].meta.sort) if keys else (),
        )

    def nearest(self, vector: list[float], number: int) -> list[tuple[str, float]]:
        """Keys of the documents nearest in meaning with their similarity, by the server's own graph."""
        knn = {"field": "meaning", "query_vector": vector, "k": number, "num_candidates": NEAR_CANDIDATES}
        try:
            answer = self.client.search(index=self.alias, knn=knn, size=number, source=False)
        except ConnectionTimeout as error:
            raise EngineTooSlow(str(error)) from error
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        # max_inner_product as the server scores it: s + 1 from 0 on, 1 / (1 - s) below.
        scores = [(hit["_id"], float(hit["_score"])) for hit in answer["hits"]["hits"]]
        return [(key, score - 1 if score >= 1 else 1 - 1 / score) for key, score in scores]

    # --- writing

    def index(self, documents: list[LessonDocument]) -> dict[str, str]:
        """One bulk request; a version conflict means that something newer is there, which is what was wanted."""
        return self._bulk(_actions(documents, self.alias), require_alias=True)

    def delete(self, versions: dict[str, int]) -> dict[str, str]:
        """Deletes carry the version too, so that a late index of an older one stays out."""
        actions = (_deletion(key, version, self.alias) for key, version in versions.items())
        return self._bulk(actions, require_alias=True)

    def _bulk(self, actions: Iterable[dict[str, Any]], *, require_alias: bool = False) -> dict[str, str]:
        """``require_alias``: a missing index is told, never made by guessing a mapping."""
        errors: dict[str, str] = {}
        try:
            _, failed = bulk(self.writer, actions, raise_on_error=False, require_alias=require_alias, refresh=False)
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error
        for item in failed if isinstance(failed, list) else []:
            (result,) = item.values()
            said = result.get("error")
            if result["status"] == 404 and said:
                raise IndexMissing(f"no index behind {self.alias}")
            if result["status"] not in (404, 409):
                errors[result["_id"]] = json.dumps(said or result["status"], ensure_ascii=False)[:500]
            if result["status"] in (403, 429, 503):
                raise EngineUnavailable(errors[result["_id"]])
        return errors

    def refresh(self) -> None:
        """Make written documents findable now (the index does so every second by itself)."""
        self.writer.indices.refresh(index=self.alias)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Keys and versions of the whole index, by scroll."""
        try:
            self.refresh()
            for hit in scan(self.writer, index=self.alias, query={"version": True, "_source": False}, size=2000):
                yield hit["_id"], hit["_version"]
        except NotFoundError as error:
            raise IndexMissing(f"no index behind {self.alias}") from error
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def count(self) -> int:
        """Documents in the index."""
        try:
            return int(self.client.count(index=self.alias)["count"])
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def exists(self) -> bool:
        """Whether there is an index to search in."""
        try:
            return bool(self.writer.indices.exists_alias(name=self.alias))
        except (ApiError, TransportError) as error:
            raise EngineUnavailable(str(error)) from error

    def ensure_index(self) -> None:
        """Create an empty index behind the alias where there is none; a server of others is filled by a rebuild."""
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
        actions = (action for batch in batches for action in _actions(batch, self.fresh))
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
            self._bulk(_actions(documents, self.alias))
            self._bulk(_deletion(key, version, self.alias) for key, version in deleted.items())
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


def _deletion(key: str, version: int, index: str) -> dict[str, Any]:
    return {"_op_type": "delete", "_index": index, "_id": key, "version": version, "version_type": "external_gte"}


def _actions(documents: list[LessonDocument], index: str) -> Iterator[dict[str, Any]]:
    """Index actions; vectors that are known already go along, the others follow when they are made (``embedding``)."""
    vectors = meaning.stored(documents)
    for document in documents:
        yield _action(document, index, vectors.get(document.key))


def _action(document: LessonDocument, index: str, vector: list[float] | None) -> dict[str, Any]:
    source: dict[str, Any] = {
        "key": document.key,
        "page_id": document.page_id,
        "entity": document.entity,
        **({"meaning": vector} if vector else {}),
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
