"""The first page of a workspace: what needs a decision, and where things are."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.slots import collect_items
from courses.models import LessonPage, SeriesPage
from home.workspace import workspace_links
from organizations.constants import EDITING_ROLES, OrganizationKind, Role
from organizations.models import Organization
from organizations.policies import Workspace
from organizations.querysets import remit_of


def workspace_context(request: HttpRequest, space: Workspace) -> dict[str, Any]:
    """Template variables of a workspace; apps add what waits for a decision through ``workspace.decisions``."""
    organization = space.organization
    schools = Organization.objects.under(remit_of(organization)).schools()
    return {
        "space": space,
        "organization": organization,
        "links": [{"label": label, "url": url} for label, url in workspace_links(request, space)[1:]],
        "decisions": collect_items("workspace.decisions", request, [space])[space.pk],
        "content": content_of(space),
        "schools": schools.order_by("name") if organization.kind != OrganizationKind.SCHOOL else [],
        "sees_staff": bool(set(space.roles) & {Role.OFFICER, Role.AUDITOR}),
    }


def content_of(space: Workspace) -> list[tuple[str, str]]:
    """What the organization has published, as facts."""
    if not set(space.roles) & {*EDITING_ROLES}:
        return []
    organization = space.organization
    return [
        (str(_("精品课")), _("%(n)d节") % {"n": LessonPage.objects.live().filter(organization=organization).count()}),
        (str(_("课程系列")), _("%(n)d个") % {"n": SeriesPage.objects.live().filter(organization=organization).count()}),
    ]
