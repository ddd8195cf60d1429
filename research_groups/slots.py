"""What other pages show of groups and activities: a lesson's record, and the workspace of who keeps groups."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prepared import Few, prepared
from core.slots import provide
from organizations.constants import SCHOOL_LEADING_ROLES
from organizations.policies import CERTIFYING_ROLES, Workspace, can_approve_activities
from research_groups.constants import ActivityKind, ActivityStatus
from research_groups.lists import activities_to_decide, time_range
from research_groups.models import Activity, ResearchGroup
from research_groups.querysets import past_school_year


def lineage_of(request: HttpRequest, lessons: list[Any]) -> dict[Any, list[dict[str, Any]]]:
    """Group and activity of each lesson: an approved lesson study first, else the newest activity; one query."""
    found: dict[Any, Activity] = {}
    activities = [
        activity for keys in Few.each(lesson.pk for lesson in lessons) for activity in _studies_of(lessons=keys)
    ]
    for activity in sorted(activities, key=_telling):
        found[activity.lesson_id] = activity
    return {lesson_id: items_of(activity) for lesson_id, activity in found.items()}


@prepared
def _studies_of(lessons: Few) -> QuerySet[Activity]:
    return Activity.objects.shown().filter(lesson__in=lessons).with_names().order_by("starts_at")


def _telling(activity: Activity) -> tuple[bool, bool]:
    """What tells most about a lesson comes last; ``sorted`` keeps the order of days within."""
    return activity.status == ActivityStatus.APPROVED, activity.kind == ActivityKind.LESSON_STUDY


def items_of(activity: Activity) -> list[dict[str, Any]]:
    """The links of a lesson's record that one activity stands for."""
    day = date_format(timezone.localdate(activity.starts_at), "MONTH_DAY_FORMAT")
    schools = activity.school_count  # type: ignore[attr-defined] # annotated by with_names()
    item = {
        "part": "activity",
        "name": activity.title,
        "url": activity.get_absolute_url(),
        "note": _("，").join(
            part
            for part in (
                f"{day}{time_range(activity)}",
                _("%(n)d校联合") % {"n": schools} if schools > 1 else "",
                str(activity.get_status_display()),
            )
            if part
        ),
    }
    if activity.group is None:
        return [item]
    group = {
        "part": "group",
        "name": activity.group.name,
        "url": activity.group.get_absolute_url(),
        "note": str(activity.group.get_kind_display()),
    }
    return [group, item]


def workspace_links(_request: HttpRequest, spaces: list[Workspace]) -> dict[Any, list[tuple[str, str]]]:
    """Groups and activities, for who keeps them."""
    return {
        space.pk: [
            (_("教研团队"), reverse("research_groups:kept_groups", args=[space.organization.public_id])),
            (_("教研活动"), reverse("research_groups:kept_activities", args=[space.organization.public_id])),
        ]
        for space in spaces
        if _keeps_groups(space)
    }


def workspace_decisions(request: HttpRequest, spaces: list[Workspace]) -> dict[Any, list[dict[str, Any]]]:
    """Activities that wait for who may approve them, and whether groups wait for the review of their past year."""
    return {space.pk: [*_to_approve(request.user, space), *_to_review(space)] for space in spaces}


def _to_approve(user: Any, space: Workspace) -> list[dict[str, Any]]:
    if not can_approve_activities(user, space.organization):
        return []
    return [
        {
            "label": activity.title,
            "url": activity.get_absolute_url(),
            "tag": _("教研活动待认定"),
            "tag_kind": "notice",
        }
        for activity in activities_to_decide(space.organization)
    ]


def _to_review(space: Workspace) -> list[dict[str, Any]]:
    """One line for all groups of the organization itself, with their number."""
    groups = ResearchGroup.objects.filter(organization=space.organization)
    due = groups.to_review(past_school_year()).count() if _keeps_groups(space) else 0
    if not due:
        return []
    said = ngettext("%(n)s个团队待年度考核", "%(n)s个团队待年度考核", due) % {"n": due}
    kept = reverse("research_groups:kept_groups", args=[space.organization.public_id])
    return [{"label": said, "url": f"{kept}?state=review"}]


def _keeps_groups(space: Workspace) -> bool:
    return bool(set(space.roles) & {*SCHOOL_LEADING_ROLES, *CERTIFYING_ROLES})


def connect() -> None:
    """Called once from ``apps.ready()``."""
    provide("lesson.lineage", lineage_of, order=10)
    provide("workspace.links", workspace_links, order=10)
    provide("workspace.decisions", workspace_decisions, order=-5)
