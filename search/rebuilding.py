"""A new server index beside the old one, and the swap; what changes meanwhile is written into both."""

from collections.abc import Iterable

from core.models import DocumentVersion
from search import indexing, sources
from search.documents import LessonDocument
from search.engines.elasticsearch import ElasticsearchEngine


def rebuild_server(engine: ElasticsearchEngine, batches: Iterable[list[LessonDocument]]) -> int:
    """Returns how many documents were written.

    Writers go on feeding the old index. What they changed since the start is written into the new one before the swap,
    so that the new index is not behind when it begins to answer. After it every version is compared once: a writer
    whose transaction was open at the start has an outbox row below the mark.
    """
    started = indexing.last_outbox_id()
    written = engine.rebuild(batches)
    _catch_up(engine, indexing.changed_since(started))
    engine.swap()
    indexing.heal(engine)
    return written


def _catch_up(engine: ElasticsearchEngine, changed: list[str]) -> None:
    for start in range(0, len(changed), indexing.BATCH):
        keys = changed[start : start + indexing.BATCH]
        versions = dict(DocumentVersion.objects.filter(key__in=keys).values_list("key", "version"))
        documents = sources.build(keys)
        gone = {key: versions.get(key, 1) for key in keys if key not in documents}
        engine.index_fresh(list(documents.values()), gone)
