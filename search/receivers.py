"""Reactions: outbox consumers, and the withdrawal that must not wait for them."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from core.receivers import PAGE_CHANGED
from core.services import register_consumer
from courses.models import LessonPage
from search import indexing, lexicon, meaning
from search.constants import CONSUMER_INDEX, CONSUMER_SERVER, CONSUMER_VECTORS
from search.models import IndexedDocument, Synonym
from taxonomy.models import Alias, Edition, Grade, Stage, Subject


def _lesson_saved(sender: type, instance: LessonPage, **kwargs: Any) -> None:
    indexing.withdraw_if_closed(instance)


def _lesson_deleted(sender: type, instance: LessonPage, **kwargs: Any) -> None:
    indexing.withdraw(instance)


def _restriction_saved(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    below = LessonPage.objects.descendant_of(instance.page, inclusive=True)
    for lesson in below.filter(pk__in=IndexedDocument.objects.values("page_id")):
        indexing.withdraw(lesson)


def _words_changed(sender: type, **kwargs: Any) -> None:
    lexicon.forget()


def connect() -> None:
    """Called once from ``apps.ready()``."""
    register_consumer(topic=PAGE_CHANGED, consumer=CONSUMER_INDEX, handler=indexing.index_in_database)
    register_consumer(topic=PAGE_CHANGED, consumer=CONSUMER_SERVER, handler=indexing.index_in_server)
    register_consumer(topic=PAGE_CHANGED, consumer=CONSUMER_VECTORS, handler=meaning.embed_changed)
    post_save.connect(_lesson_saved, sender=LessonPage, dispatch_uid="search.lesson_saved")
    post_delete.connect(_lesson_deleted, sender=LessonPage, dispatch_uid="search.lesson_deleted")
    post_save.connect(_restriction_saved, sender=PageViewRestriction, dispatch_uid="search.restriction_saved")
    for model in (Synonym, Alias, Edition, Grade, Stage, Subject):
        for signal in (post_save, post_delete):
            signal.connect(_words_changed, sender=model, dispatch_uid=f"search.words.{model.__name__}.{id(signal)}")
