"""What this app puts on a workspace: the way to a school's plans, and the plans that wait for somebody."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.slots import provide
from courses.constants import FilingStatus
from courses.curriculum_addresses import school_address
from courses.curriculum_desk import STATUS_KINDS, submission_row, submissions
from courses.models import CurriculumPage
from courses.policies import FILING_ROLES
from organizations.constants import SCHOOL_LEADING_ROLES, OrganizationKind
from organizations.policies import CERTIFYING_ROLES, Workspace

FOR_THE_SCHOOL = (FilingStatus.RETURNED, FilingStatus.SCHOOL_REVIEW)
MOST_LISTED = 10


def workspace_links(request: HttpRequest, spaces: list[Any]) -> dict[int, list[tuple[str, str]]]:
    """``workspace.links``."""
    return {space.pk: _links(space) for space in spaces}


def workspace_decisions(request: HttpRequest, spaces: list[Any]) -> dict[int, list[dict[str, Any]]]:
    """``workspace.decisions``: returned plans and those under the school's review; what waits for the district."""
    return {space.pk: _waiting(space) for space in spaces}


def _links(space: Workspace) -> list[tuple[str, str]]:
    key = [space.organization.public_id]
    if space.organization.kind == OrganizationKind.SCHOOL:
        leads = set(space.roles) & {*SCHOOL_LEADING_ROLES}
        return [(_("课程方案"), reverse("courses:school_curricula", args=key))] if leads else []
    return [(_("课程备案"), reverse("courses:filings", args=key))] if set(space.roles) & {*FILING_ROLES} else []


def _waiting(space: Workspace) -> list[dict[str, Any]]:
    organization, roles = space.organization, set(space.roles)
    if organization.kind == OrganizationKind.SCHOOL:
        if not roles & {*SCHOOL_LEADING_ROLES}:
            return []
        plans = CurriculumPage.objects.filter(organization=organization, filing_status__in=FOR_THE_SCHOOL)
        return [
            {
                "label": plan.title,
                "url": school_address(plan),
                "tag": plan.get_filing_status_display(),
                "tag_kind": STATUS_KINDS[FilingStatus(plan.filing_status)],
            }
            for plan in plans.select_related("organization").order_by("school_year")
        ]
    if not roles & {*CERTIFYING_ROLES}:
        return []
    waiting = submissions(organization).filter(filing_status=FilingStatus.DISTRICT_REVIEW)[:MOST_LISTED]
    rows = [submission_row(organization, plan) for plan in waiting]
    return [
        {
            "label": _("%(school)s：%(title)s") % row,
            "url": row["url"],
            "tag": row["left"] or row["status"],
            "tag_kind": "danger" if row["overdue"] else "notice",
        }
        for row in rows
    ]


def connect() -> None:
    """Register the providers; called from ``apps.ready()``."""
    provide("workspace.links", workspace_links, order=5)
    provide("workspace.decisions", workspace_decisions, order=5)
