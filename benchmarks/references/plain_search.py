"""What a project sends to Elasticsearch by hand: plain documents, the usual query with six facets and highlights."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.html import strip_tags
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from courses.models import LessonPage

TEXTS = ("title", "unit", "school_name", "place", "text")
FACETS = ("stage", "subject", "grade", "edition", "term", "school")
SHOWN = 20
SUGGESTED = 8
SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0}


def mapping() -> dict[str, Any]:
    """The built-in analyzer for Chinese, keywords for what is counted."""
    texts = {name: {"type": "text", "analyzer": "cjk"} for name in TEXTS}
    return {"properties": {**texts, **{name: {"type": "keyword"} for name in FACETS}}}


def ready_documents(lessons: Iterable[LessonPage]) -> Iterator[dict[str, Any]]:
    """Documents as a project has them lying ready: reading the database is not part of the reference."""
    for lesson in lessons:
        volume, node = lesson.volume, lesson.node
        if volume is None:
            continue
        plan = "\n".join(f"{block.value['heading']} {strip_tags(str(block.value['text']))}" for block in lesson.plan)
        yield {
            "_id": str(lesson.pk),
            "title": lesson.title,
            "unit": " ".join(each.label for each in (node, node.parent if node else None) if each),
            "school_name": lesson.organization.name,
            "place": " ".join((volume.subject.name, volume.grade.name, volume.edition.name)),
            "text": f"{lesson.summary}\n{plan}",
            "stage": volume.stage.code,
            "subject": volume.subject.code,
            "grade": volume.grade.code,
            "edition": volume.edition.code,
            "term": str(volume.term),
            "school": str(lesson.organization_id),
        }


def fill(server: Elasticsearch, index: str, documents: Sequence[dict[str, Any]]) -> None:
    """``helpers.bulk`` into a new index, findable afterwards."""
    server.indices.delete(index=index, ignore_unavailable=True)
    server.indices.create(index=index, mappings=mapping(), settings={**SETTINGS, "refresh_interval": "-1"})
    bulk(server, ({"_index": index, **each} for each in documents))
    server.indices.refresh(index=index)


def query(text: str) -> str:
    """Six facets, twenty hits with marked title and text."""
    body = {
        "query": {"multi_match": {"query": text, "fields": TEXTS, "type": "cross_fields"}},
        "aggs": {name: {"terms": {"field": name, "size": 100}} for name in FACETS},
        "highlight": {"fields": {"title": {}, "text": {"fragment_size": 80, "number_of_fragments": 1}}},
        "track_total_hits": True,
        "size": SHOWN,
    }
    return json.dumps(body, ensure_ascii=False)


def suggestion(text: str) -> str:
    """Titles that hold what is typed, the last word unfinished."""
    asked = {"match_phrase_prefix": {"title": {"query": text}}}
    return json.dumps({"query": asked, "_source": ["title"], "size": SUGGESTED}, ensure_ascii=False)


def nearest(field: str, vector: Sequence[float], number: int, candidates: int) -> str:
    """The nearest vectors, ids only."""
    knn = {"field": field, "query_vector": list(vector), "k": number, "num_candidates": candidates}
    return json.dumps({"knn": knn, "_source": False, "size": number})
