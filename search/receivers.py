"""Reactions: outbox consumers, and the withdrawal that must not wait for them."""

from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from core.events import subscribe
from core.receivers import PAGE_CHANGED, announce_page_change
from core.services import register_consumer
from courses.models import LessonPage
from materials.events import MaterialDerived
from materials.models import Material
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


def _material_derived(event: MaterialDerived) -> None:
    _material_changed(event.material_id)


def _material_saved(sender: type, instance: Material, created: bool, **kwargs: Any) -> None:
    if not created:  # who may see it may have changed, and with it what may be found
        _material_changed(instance.pk)


def _material_changed(material_id: int) -> None:
    """Pages that show the material are indexed anew: its text stands in their documents."""
    using = LessonPage.objects.live().filter(Q(materials__material=material_id) | Q(video=material_id)).distinct()
    for page in using:
        announce_page_change(page)


def _words_changed(sender: type, **kwargs: Any) -> None:
    lexicon.forget()


def connect() -> None:
    """Called once from ``apps.ready()``."""
    register_consumer(topic=PAGE_CHANGED, consumer=CONSUMER_INDEX, handler=indexing.index_in_database)
    register_consumer(topic=PAGE_CHANGED, consumer=CONSUMER_SERVER, handler=indexing.index_in_server)
    register_consumer(topic=PAGE_CHANGED, consumer=CONSUMER_VECTORS, handler=meaning.embed_changed)
    post_save.connect(_lesson_saved, sender=LessonPage, dispatch_uid="search.lesson_saved")
    post_delete.connect(_lesson_deleted, sender=LessonPage, dispatch_uid="search.lesson_deleted")
    subscribe(MaterialDerived, _material_derived)
    post_save.connect(_material_saved, sender=Material, dispatch_uid="search.material_saved")
    post_save.connect(_restriction_saved, sender=PageViewRestriction, dispatch_uid="search.restriction_saved")
    for model in (Synonym, Alias, Edition, Grade, Stage, Subject):
        for signal in (post_save, post_delete):
            signal.connect(_words_changed, sender=model, dispatch_uid=f"search.words.{model.__name__}.{id(signal)}")
