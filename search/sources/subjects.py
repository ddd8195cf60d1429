"""Topics beside the textbooks, and people who agreed to be found."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from accounts.models import TeacherProfile, User
from organizations.querysets import home_organizations
from research_groups.models import GroupMember
from search.constants import Facet, Kind
from search.documents import LessonDocument
from search.sources.base import Source, words
from taxonomy.models import TeachingSubject, TopicNode


def _open_topics() -> QuerySet[Any]:
    return TopicNode.objects.all()


def _open_people() -> QuerySet[Any]:
    """Who said yes and is here; ``is_active`` goes first when somebody leaves."""
    consenting = TeacherProfile.objects.filter(findable=True).values("person")
    return User.objects.filter(pk__in=consenting, is_active=True, anonymised_at=None)


def build_topics(ids: list[int]) -> list[LessonDocument]:
    """Topics with the one above and those below. Two queries."""
    rows = TopicNode.objects.filter(pk__in=ids).select_related("parent").prefetch_related("children")
    return [
        LessonDocument(
            key=f"{Kind.TOPIC}:{topic.pk}",
            page_id=topic.pk,
            entity=Kind.TOPIC,
            code=topic.code,
            version=0,
            title=topic.title,
            unit=topic.parent.title if topic.parent else "",
            key_points=words(*(child.title for child in topic.children.all())),
        )
        for topic in rows
    ]


def build_people(ids: list[int]) -> list[LessonDocument]:
    """People by name, school, subject and the groups they are in today. Five queries."""
    people = list(_open_people().filter(pk__in=ids))
    known = _facts_of([person.pk for person in people])
    return [_person(person, *known(person.pk)) for person in people]


def _facts_of(ids: list[int]) -> Any:
    homes = home_organizations(ids)
    subjects: dict[int, list[TeachingSubject]] = defaultdict(list)
    teaching = TeachingSubject.objects.filter(person__in=ids).select_related("subject", "stage")
    for row in teaching.order_by("-main", "pk"):
        subjects[row.person_id].append(row)
    groups: dict[int, list[str]] = defaultdict(list)
    for person, name in (
        GroupMember.objects.on()
        .filter(person__in=ids, group__dissolved_on=None)
        .order_by("group__name")
        .values_list("person", "group__name")
    ):
        groups[person].append(name)
    return lambda pk: (homes.get(pk), subjects[pk], groups[pk])


def _person(person: User, school: Any, subjects: list[TeachingSubject], groups: list[str]) -> LessonDocument:
    facets = {
        Facet.SUBJECT.value: list(dict.fromkeys(row.subject.code for row in subjects)),
        Facet.STAGE.value: list(dict.fromkeys(row.stage.code for row in subjects)),
        Facet.SCHOOL.value: [str(school.pk)] if school else [],
    }
    return LessonDocument(
        key=f"{Kind.PERSON}:{person.pk}",
        page_id=person.pk,
        entity=Kind.PERSON,
        code=str(person.public_id),
        version=0,
        title=person.name,
        place_words=words(*(f"{row.stage.name} {row.subject.name}" for row in subjects)),
        key_points=words(*groups),
        school=school.name if school else "",
        school_words=words(school.name, school.short_name) if school else "",
        facets={facet: codes[:1] for facet, codes in facets.items() if codes},
    )


def _visible_topics(ids: list[int], user: Any) -> dict[int, Any]:
    return {topic.pk: topic for topic in TopicNode.objects.filter(pk__in=ids).select_related("parent")}


def _visible_people(ids: list[int], user: Any) -> dict[int, Any]:
    people = {person.pk: person for person in _open_people().filter(pk__in=ids)}
    known = _facts_of(list(people))
    for pk, person in people.items():
        person.school, person.subjects_taught, person.groups_in = known(pk)
    return people


TOPICS = Source(Kind.TOPIC, TopicNode, _open_topics, build_topics, _visible_topics)
PEOPLE = Source(Kind.PERSON, User, _open_people, build_people, _visible_people)
