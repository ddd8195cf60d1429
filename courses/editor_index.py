"""The editor's own search index of lessons, written once for many lessons instead of once for each.

Wagtail's search writes a page's entry at every save and then measures the titles of the whole index: with each lesson
of an import that costs more than with the one before. Inside ``indexed_together`` saves only note the lesson, leaving
it writes all entries, in the caller's transaction. Saving anywhere else is as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import post_delete, post_save
from modelsearch.backends import get_search_backends
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler

from courses.models import LessonPage

_noted: ContextVar[set[int] | None] = ContextVar("editor_index_noted", default=None)


@contextmanager
def indexed_together() -> Iterator[None]:
    """Write the entries of the lessons saved inside at the end; none where an exception leaves it."""
    noted: set[int] = set()
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)
    lessons = list(LessonPage.objects.filter(pk__in=noted))
    for backend in get_search_backends(with_auto_update=True) if lessons else ():
        backend.add_bulk(LessonPage, lessons)


def _lesson_saved(instance: LessonPage, **kwargs: Any) -> None:
    noted = _noted.get()
    if noted is None:
        post_save_signal_handler(instance, **kwargs)
    elif not kwargs.get("raw"):
        noted.add(instance.pk)


def connect() -> None:
    """Instead of the library's own receivers, which ``LessonPage.search_auto_update`` keeps away."""
    post_save.connect(_lesson_saved, sender=LessonPage, dispatch_uid="courses.editor_index_saved")
    post_delete.connect(post_delete_signal_handler, sender=LessonPage, dispatch_uid="courses.editor_index_deleted")
