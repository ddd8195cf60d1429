"""Vectors of what changed: the slowest consumer, so that findability never waits for it."""

from core.models import OutboxRow
from search import indexing, meaning, sources
from search.documents import LessonDocument
from search.engines.base import EngineUnavailable
from search.engines.choice import server
from search.models import DocumentVector


def embed_changed(rows: list[OutboxRow]) -> dict[int, str]:
    """Consumer: make and keep the vectors of changed documents, and give new ones to the server engine."""
    if meaning.off_reason():
        return {}
    wanted = {row.key for row in rows}
    documents = sources.build(wanted)
    texts = {key: meaning.texts_of(each) for key, each in documents.items()}
    meaning.embed({text for pair in texts.values() for text in pair})
    before = {row.key: (row.card_id, row.title_id) for row in DocumentVector.objects.filter(key__in=wanted)}
    after = {key: (meaning.digest(card), meaning.digest(title)) for key, (card, title) in texts.items()}
    changed = [documents[key] for key, pair in after.items() if before.get(key) != pair]
    try:
        _give_to_server(changed)
    except EngineUnavailable as error:
        return indexing.put_back(rows, error)
    DocumentVector.objects.bulk_create(
        [DocumentVector(key=key, card_id=card, title_id=title) for key, (card, title) in after.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["card", "title"],
    )
    DocumentVector.objects.filter(key__in=wanted - documents.keys()).delete()
    return {}


def _give_to_server(documents: list[LessonDocument]) -> None:
    """Write the documents once more, now with their vectors; the same version again is no conflict."""
    engine = server()
    if engine is not None and documents:
        engine.index(documents)
