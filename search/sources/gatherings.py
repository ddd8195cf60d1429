"""Research groups and their activities: both are public facts; products and names of participants are not."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from research_groups.constants import GroupRole
from research_groups.models import Activity, GroupMember, ResearchGroup
from search.constants import Facet, Kind, Place
from search.documents import LessonDocument, Passage
from search.sources.base import Source, words


def _open_groups() -> QuerySet[Any]:
    found: QuerySet[Any] = ResearchGroup.objects.standing()
    return found


def _open_activities() -> QuerySet[Any]:
    found: QuerySet[Any] = Activity.objects.shown()
    return found


def hosts_of(groups: list[int]) -> dict[int, str]:
    """Names of the hosts in force; a host's name stands on the group's public page."""
    rows = GroupMember.objects.on().filter(group__in=groups, role=GroupRole.HOST)
    return dict(rows.values_list("group", "person__name"))


def build_groups(ids: list[int]) -> list[LessonDocument]:
    """Groups with host, aim and plan. Two queries."""
    rows = list(_open_groups().filter(pk__in=ids).with_names())  # type: ignore[attr-defined]
    hosts = hosts_of([group.pk for group in rows])
    return [_group(group, hosts.get(group.pk, "")) for group in rows]


def _group(group: ResearchGroup, host: str) -> LessonDocument:
    return LessonDocument(
        key=f"{Kind.GROUP}:{group.pk}",
        page_id=group.pk,
        entity=Kind.GROUP,
        code=group.code,
        version=0,
        title=group.name,
        summary=group.aim,
        key_points=str(group.get_kind_display()),
        authors=host,
        place_words=words(group.stage.name if group.stage else "", group.subject.name if group.subject else ""),
        school=group.organization.name,
        school_words=words(group.organization.name, group.organization.short_name),
        facets=_facets(group.organization_id, group.subject, group.stage),
        released=group.since.isoformat(),
        passages=[Passage(Place.BODY, _("工作计划"), "", group.plan)] if group.plan else [],
    )


def build_activities(ids: list[int]) -> list[LessonDocument]:
    """Activities with theme, steps and schools. Three queries."""
    rows = (
        _open_activities()
        .filter(pk__in=ids)
        .select_related("organization", "lesson", "group__subject", "group__stage")
        .prefetch_related("schools__organization", "steps")
    )
    return [_activity(activity) for activity in rows]


def _activity(activity: Activity) -> LessonDocument:
    group = activity.group
    subject, stage = (group.subject, group.stage) if group else (None, None)
    schools = [row.organization.label for row in activity.schools.all()]
    return LessonDocument(
        key=f"{Kind.ACTIVITY}:{activity.pk}",
        page_id=activity.pk,
        entity=Kind.ACTIVITY,
        code=str(activity.public_id),
        version=0,
        title=activity.title,
        unit=group.name if group else "",
        summary=activity.theme,
        key_points=words(
            str(activity.get_kind_display()),
            activity.lesson.title if activity.lesson and _is_open(activity) else "",
            activity.place,
        ),
        place_words=words(stage.name if stage else "", subject.name if subject else ""),
        school=activity.organization.name,
        school_words=words(activity.organization.name, activity.organization.short_name, *schools),
        facets=_facets(activity.organization_id, subject, stage),
        released=activity.starts_at.date().isoformat(),
        passages=[Passage(Place.BODY, step.title, "", step.title) for step in activity.steps.all()],
    )


def _is_open(activity: Activity) -> bool:
    """Whether the studied lesson may be named to everybody."""
    return bool(activity.lesson and activity.lesson.live and activity.lesson.visibility == "public")


def _facets(organization: int, subject: Any, stage: Any) -> dict[str, list[str]]:
    single = {Facet.SUBJECT: subject and subject.code, Facet.STAGE: stage and stage.code}
    return {Facet.SCHOOL.value: [str(organization)], **{key.value: [code] for key, code in single.items() if code}}


def _visible_groups(ids: list[int], user: Any) -> dict[int, Any]:
    rows = list(_open_groups().filter(pk__in=ids).with_names())  # type: ignore[attr-defined]
    hosts = hosts_of([group.pk for group in rows])
    for group in rows:
        group.host_name = hosts.get(group.pk, "")
    return {group.pk: group for group in rows}


def _visible_activities(ids: list[int], user: Any) -> dict[int, Any]:
    return {row.pk: row for row in _open_activities().filter(pk__in=ids).with_names()}  # type: ignore[attr-defined]


GROUPS = Source(Kind.GROUP, ResearchGroup, _open_groups, build_groups, _visible_groups)
ACTIVITIES = Source(Kind.ACTIVITY, Activity, _open_activities, build_activities, _visible_activities)
