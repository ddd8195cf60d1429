"""A new server index beside the old one, and the swap; what changes meanwhile is written into both."""

from collections.abc import Iterable

from core.models import DocumentVersion
from search import indexing
from search.builders import build, page_key
from search.documents import LessonDocument
from search.engines.elasticsearch import ElasticsearchEngine


def rebuild_server(engine: ElasticsearchEngine, batches: Iterable[list[LessonDocument]]) -> int:
    """Returns how many documents were written.

    Writers go on feeding the old index. What they changed since the start is written into the new one before the swap,
    so that the new index is not behind when it begins to answer, and once more after it for the moment of the swap.
    """
    started = indexing.last_outbox_id()
    written = engine.rebuild(batches)
    reached = indexing.last_outbox_id()
    _catch_up(engine, indexing.changed_since(started))
    engine.swap()
    late = indexing.changed_since(reached)
    if late:
        indexing.bring_up_to_date(engine, late)
    return written


def _catch_up(engine: ElasticsearchEngine, page_ids: list[int]) -> None:
    for start in range(0, len(page_ids), indexing.BATCH):
        ids = page_ids[start : start + indexing.BATCH]
        keys = [page_key(pk) for pk in ids]
        versions = dict(DocumentVersion.objects.filter(key__in=keys).values_list("key", "version"))
        documents = build(ids)
        gone = {page_key(pk): versions.get(page_key(pk), 1) for pk in ids if pk not in documents}
        engine.index_fresh(list(documents.values()), gone)
