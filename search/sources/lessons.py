"""Lessons: the documents come from ``search.builders``."""

from typing import Any

from courses.models import LessonPage
from search import builders
from search.constants import Kind
from search.documents import LessonDocument
from search.sources.base import Source


def _build(ids: list[int]) -> list[LessonDocument]:
    return list(builders.build(ids).values())


def visible_lessons(ids: list[int], user: Any) -> dict[int, Any]:
    """Lessons of a hit list: those that the index may hold and that reach this reader."""
    rows = (
        LessonPage.objects.visible_to(user)
        .filter(pk__in=ids, visibility__in=builders.OPEN)
        .with_place()
        .prefetch_related("materials__material")
    )
    return {lesson.pk: lesson for lesson in rows}


LESSONS = Source(Kind.LESSON, LessonPage, builders.open_lessons, _build, visible_lessons)
