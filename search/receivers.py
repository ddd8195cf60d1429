"""Reactions: outbox consumers, and the withdrawal that must not wait for them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction

from accounts.events import PersonAnonymised
from accounts.models import TeacherProfile, User
from core.events import subscribe
from core.models import AuditEntry
from core.receivers import PAGE_CHANGED, announce_page_change
from core.services import enqueue, raise_document_version, register_consumer
from courses.models import LessonPage, SeriesPage, UnitPage
from materials.constants import Visibility
from materials.events import MaterialDerived
from materials.models import Material
from research_groups.models import Activity, ActivitySchool, ActivityStep, GroupMember, ResearchGroup
from search import indexing, lexicon, sources
from search.constants import CONSUMER_INDEX, CONSUMER_SERVER, CONSUMER_VECTORS, DOCUMENT_CHANGED
from search.embedding import embed_changed
from search.models import IndexedDocument, Synonym
from search.sources import ACTIVITIES, CURRICULA, GROUPS, PEOPLE, SERIES, TOPICS, Source
from taxonomy.models import Alias, Edition, Grade, Stage, Subject, TeachingSubject, TopicNode


def _lesson_saved(sender: type, instance: LessonPage, **kwargs: Any) -> None:
    indexing.withdraw_if_closed(instance)


def _lesson_deleted(sender: type, instance: LessonPage, **kwargs: Any) -> None:
    indexing.withdraw(instance)


def _restriction_saved(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    below = Page.objects.descendant_of(instance.page, inclusive=True).values_list("pk", flat=True)
    keys = [f"page:{pk}" for pk in below]
    for key in IndexedDocument.objects.filter(key__in=keys).values_list("key", flat=True):
        indexing.withdraw_key(key)


def _material_derived(event: MaterialDerived) -> None:
    _material_changed(event.material_id)


def _material_saved(sender: type, instance: Material, created: bool, **kwargs: Any) -> None:
    """Who may see it may have changed, and with it what may be found: what was closed must not wait for the worker."""
    if created:
        return
    pages = _material_changed(instance.pk)
    if instance.visibility != Visibility.PUBLIC:
        keys = [f"page:{pk}" for pk in pages]
        held = IndexedDocument.objects.filter(key__in=keys).values_list("key", "passages")
        if shown := [key for key, passages in held if any(_is_too_open(each, instance) for each in passages)]:
            indexing.write_now(shown)


def _is_too_open(passage: dict[str, Any], material: Material) -> bool:
    if passage.get("material") != material.pk:
        return False
    return not passage["members"] or material.visibility != Visibility.SIGNED_IN


def _material_changed(material_id: int) -> list[int]:
    """Pages that show the material are indexed anew: its text stands in their documents."""
    using = LessonPage.objects.live().filter(Q(materials__material=material_id) | Q(video=material_id)).distinct()
    for page in using:
        announce_page_change(page)
    return [page.pk for page in using]


def announce_change(source: Source, pk: int) -> None:
    """Index a row that is no page, in the caller's transaction; it leaves at once where it may no longer be found."""
    key = source.key(pk)
    if not sources.is_open(source, pk):
        indexing.withdraw_key(key)
    version = raise_document_version(key=key)
    enqueue(topic=DOCUMENT_CHANGED, key=key, payload={"version": version})


def _page_closed(source: Source) -> Callable[..., None]:
    def receive(sender: type, instance: Any, **kwargs: Any) -> None:
        if not sources.is_open(source, instance.pk):
            indexing.withdraw_key(source.key(instance.pk))

    return receive


def _unit_changed(sender: type, instance: UnitPage, **kwargs: Any) -> None:
    """A unit is a passage of its series: it goes with it, at once when it was taken back."""
    series = SeriesPage.objects.live().ancestor_of(instance).first()
    if series is None:
        return
    announce_page_change(series)
    if not (instance.live and UnitPage.objects.filter(pk=instance.pk).exists()):
        indexing.write_now([SERIES.key(series.pk)])


def _changes(source: Source, owner: str) -> Callable[..., None]:
    """Receiver for a model that shows in a document of ``source``; ``owner`` is the attribute with its key."""

    def receive(sender: type, instance: Any, **kwargs: Any) -> None:
        pk = getattr(instance, owner)
        if pk:
            announce_change(source, pk)

    return receive


# Models whose rows show in documents of kinds that are no pages: (model, source, attribute with the key).
SHOWN_IN: tuple[tuple[type[Model], Source, str], ...] = (
    (ResearchGroup, GROUPS, "pk"),
    (GroupMember, GROUPS, "group_id"),
    (Activity, ACTIVITIES, "pk"),
    (ActivityStep, ACTIVITIES, "activity_id"),
    (ActivitySchool, ACTIVITIES, "activity_id"),
    (TopicNode, TOPICS, "pk"),
    (User, PEOPLE, "pk"),
    (TeacherProfile, PEOPLE, "person_id"),
    (TeachingSubject, PEOPLE, "person_id"),
)


def _person_shown(sender: type, instance: Any, **kwargs: Any) -> None:
    """Signing in saves a person too: only those who stand in the index, or may, are worth a row."""
    pk = instance.pk if isinstance(instance, User) else instance.person_id
    update = kwargs.get("update_fields")
    if update is not None and set(update) <= {"last_login"}:
        return
    if sources.is_open(PEOPLE, pk) or IndexedDocument.objects.filter(key=PEOPLE.key(pk)).exists():
        announce_change(PEOPLE, pk)


def _written_down(sender: type, instance: AuditEntry, **kwargs: Any) -> None:
    """Moves of a status are guarded updates, which send no signal; each leaves its audit entry in its transaction."""
    source = BY_LABEL.get(instance.target_type)
    if source is not None and instance.target_id.isdecimal():
        announce_change(source, int(instance.target_id))


BY_LABEL = {source.model._meta.label_lower: source for source in (GROUPS, ACTIVITIES)}


def _anonymised(event: PersonAnonymised) -> None:
    announce_change(PEOPLE, event.person_id)


def _words_changed(sender: type, **kwargs: Any) -> None:
    lexicon.forget()


def connect() -> None:
    """Called once from ``apps.ready()``."""
    for topic in (PAGE_CHANGED, DOCUMENT_CHANGED):
        register_consumer(topic=topic, consumer=CONSUMER_INDEX, handler=indexing.index_in_database)
        register_consumer(topic=topic, consumer=CONSUMER_SERVER, handler=indexing.index_in_server)
        register_consumer(topic=topic, consumer=CONSUMER_VECTORS, handler=embed_changed)
    post_save.connect(_lesson_saved, sender=LessonPage, dispatch_uid="search.lesson_saved")
    post_delete.connect(_lesson_deleted, sender=LessonPage, dispatch_uid="search.lesson_deleted")
    for source in (SERIES, CURRICULA):
        _both(source.model, _page_closed(source), f"search.{source.kind}")
    _both(UnitPage, _unit_changed, "search.unit")
    for model, source, owner in SHOWN_IN:
        receiver = _person_shown if source is PEOPLE else _changes(source, owner)
        _both(model, receiver, f"search.shown.{model.__name__}")
    subscribe(MaterialDerived, _material_derived)
    post_save.connect(_written_down, sender=AuditEntry, dispatch_uid="search.written_down")
    subscribe(PersonAnonymised, _anonymised)
    post_save.connect(_material_saved, sender=Material, dispatch_uid="search.material_saved")
    post_save.connect(_restriction_saved, sender=PageViewRestriction, dispatch_uid="search.restriction_saved")
    for words in (Synonym, Alias, Edition, Grade, Stage, Subject):
        _both(words, _words_changed, f"search.words.{words.__name__}")


def _both(model: type[Model], receiver: Callable[..., None], name: str) -> None:
    """Saved and deleted; closures need a strong reference."""
    post_save.connect(receiver, sender=model, weak=False, dispatch_uid=f"{name}.saved")
    post_delete.connect(receiver, sender=model, weak=False, dispatch_uid=f"{name}.deleted")
