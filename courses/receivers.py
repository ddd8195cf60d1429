"""Wagtail's signals as business events: the editor publishes without passing a service."""

from typing import Any

from wagtail.signals import page_published, page_unpublished

from core.events import announce, subscribe
from courses.curriculum_notices import tell_of_move
from courses.events import CurriculumMoved, LessonPublished, LessonUnpublished
from courses.models import LessonPage


def _published(sender: type, instance: Any, **kwargs: Any) -> None:
    announce(LessonPublished(page_id=instance.pk))


def _unpublished(sender: type, instance: Any, **kwargs: Any) -> None:
    announce(LessonUnpublished(page_id=instance.pk))


def connect() -> None:
    """Connect all; called once from ``apps.ready()``."""
    subscribe(CurriculumMoved, tell_of_move)
    page_published.connect(_published, sender=LessonPage, dispatch_uid="courses.lesson_published")
    page_unpublished.connect(_unpublished, sender=LessonPage, dispatch_uid="courses.lesson_unpublished")
