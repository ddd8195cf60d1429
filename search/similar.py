"""Lessons like this one: what stands beside it in the book and what is near in meaning.

The order is computed from the index and the stored vectors (no model, one statement) and kept by the version of the
document; what is shown passes the reader's rights every time.
"""

from typing import Any

from django.conf import settings
from django.core.cache import cache

from courses.models import LessonPage
from search import meaning
from search.models import IndexedDocument

SHOWN = 4
KEPT = 24  # more than shown: some may not be for this reader
NEAR = 60
KEEP_SECONDS = 6 * 3600
SAME_NODE, SAME_UNIT = 0.25, 0.15  # added to the similarity (0.75 to 1 among lessons), so that the book decides ties
LEAST = 0.8  # similarity below which a lesson elsewhere in the books is only of the same subject


def similar_lessons(lesson: LessonPage, user: Any, *, same_node: bool = True) -> list[LessonPage]:
    """At most four lessons that ``user`` may see, the nearest first; without ``same_node`` none of the same node."""
    ids = similar_ids(lesson.pk)
    if not ids:
        return []
    found = LessonPage.objects.visible_to(user).filter(pk__in=ids)
    if not same_node and lesson.node_id is not None:
        found = found.exclude(node=lesson.node_id)
    place = {pk: at for at, pk in enumerate(ids)}
    return sorted(found.with_place().with_authors(), key=lambda each: place[each.pk])[:SHOWN]


def similar_ids(page_id: int) -> list[int]:
    """Primary keys of similar lessons, the nearest first; empty for a lesson that is not in the index."""
    key = f"page:{page_id}"
    row = IndexedDocument.objects.filter(key=key).values("version", "volume_id", "node_path").first()
    if row is None:
        return []
    kept_as = f"search.similar.{page_id}.{row['version']}"
    ids: list[int] | None = cache.get(kept_as)
    if ids is None:
        ids = _ranked(key, row["volume_id"], row["node_path"])
        cache.set(kept_as, ids, KEEP_SECONDS)
    return ids


def _ranked(key: str, volume_id: int | None, node_path: str) -> list[int]:
    near = _nearest(key)
    scores = {each: similarity for each, similarity in near.items() if similarity >= LEAST}
    if volume_id is not None and node_path:
        unit = node_path.partition(".")[0]
        beside = IndexedDocument.objects.filter(
            volume_id=volume_id, node_path__startswith=unit, key__startswith="page:"
        )
        for each, path in beside.exclude(key=key).values_list("key", "node_path")[:200]:
            if path.partition(".")[0] == unit:
                bonus = SAME_NODE if path == node_path else SAME_UNIT
                scores[each] = near.get(each, LEAST) + bonus
    lessons = {each for each in scores if each.startswith("page:") and each != key}
    best = sorted(lessons, key=lambda each: (-scores[each], each))[:KEPT]
    return [int(each.partition(":")[2]) for each in best]


def _nearest(key: str) -> dict[str, float]:
    """Stored vectors compared with the lesson's own; empty where there are none or meaning is switched off."""
    held = meaning.matrix() if getattr(settings, "SEARCH_MEANING", True) else meaning.Matrix()
    at = held.places.get(key)
    if at is None:
        return {}
    own = held.both[at]
    similar = held.both @ own / max(float(own @ own), 1e-6)
    best = similar.argsort()[::-1][:NEAR]
    return {held.keys[each]: float(similar[each]) for each in best}
