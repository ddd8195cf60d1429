"""The first page of a workspace: what needs a decision, and where things are."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.slots import collect_items
from courses.models import LessonPage, SeriesPage
from home.workspace import workspace_links
from organizations.constants import EDITING_ROLES, SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.models import Organization
from organizations.policies import Workspace, can_approve_activities
from organizations.querysets import remit_of
from research_groups.lists import activities_to_decide
from training.constants import EvidenceState
from training.models import Evidence


def workspace_context(request: HttpRequest, space: Workspace) -> dict[str, Any]:
    """Template variables of a workspace; apps add what waits for a decision through ``workspace.decisions``."""
    organization = space.organization
    schools = Organization.objects.under(remit_of(organization)).schools()
    return {
        "space": space,
        "organization": organization,
        "links": [{"label": label, "url": url} for label, url in workspace_links(request, space)[1:]],
        "decisions": [
            *decisions(request.user, space),
            *collect_items("workspace.decisions", request, [space])[space.pk],
        ],
        "content": content_of(space),
        "schools": schools.order_by("name") if organization.kind != OrganizationKind.SCHOOL else [],
        "sees_staff": bool(set(space.roles) & {Role.OFFICER, Role.AUDITOR}),
    }


def decisions(user: Any, space: Workspace) -> list[dict[str, Any]]:
    """What waits for this person, most urgent first; nothing that they could not decide."""
    items: list[dict[str, Any]] = []
    organization, roles = space.organization, set(space.roles)
    if roles & {*SCHOOL_LEADING_ROLES} and organization.kind == OrganizationKind.SCHOOL:
        claims = Evidence.objects.filter(
            organization=organization, state=EvidenceState.SUBMITTED, endorsed_at=None
        ).count()
        if claims:
            items.append(
                {
                    "label": _("待认定的校外研修%(n)d件") % {"n": claims},
                    "url": reverse("training:school_claims", args=[organization.public_id]),
                }
            )
    if can_approve_activities(user, organization):
        items += [
            {
                "label": activity.title,
                "url": activity.get_absolute_url(),
                "tag": _("教研活动待认定"),
                "tag_kind": "notice",
            }
            for activity in activities_to_decide(organization)
        ]
    return items


def content_of(space: Workspace) -> list[tuple[str, str]]:
    """What the organization has published, as facts."""
    if not set(space.roles) & {*EDITING_ROLES}:
        return []
    organization = space.organization
    return [
        (str(_("精品课")), _("%(n)d节") % {"n": LessonPage.objects.live().filter(organization=organization).count()}),
        (str(_("课程系列")), _("%(n)d个") % {"n": SeriesPage.objects.live().filter(organization=organization).count()}),
    ]
