"""What training prints into pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.slots import provide
from courses.models import SeriesPage
from organizations.constants import EDITING_ROLES, SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.models import Organization
from organizations.policies import CERTIFYING_ROLES, READING_ROLES, Workspace, can_manage_runs
from training.claims_list import claims_of, claims_waiting, consents_of, narrowed
from training.constants import OPEN_RUN_STATUSES, EnrolmentStatus, RunStatus
from training.enrol_card import enrol_card
from training.models import CourseRun, Enrolment
from training.run_list import runs_of, runs_to_approve
from training.services.enrolment import ACTIVE

BEST_FIRST = (EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING, EnrolmentStatus.COMPLETED)


def series_runs(request: HttpRequest, shown: list[SeriesPage]) -> dict[int, Any]:
    """``series.runs``: the enrolment card of a series, nothing for one without runs."""
    answers = {}
    for series in shown:
        enrolment = own_enrolment(request.user, series)
        runs = choosable_runs(series)
        if not runs and enrolment is None:
            continue
        shown_card = enrol_card(request.user, runs, enrolment, action=f"/series/{series.code}/enrol/")
        answers[series.pk] = render_to_string("training/parts/enrol_card.html", shown_card, request=request)
    return answers


def series_actions(request: HttpRequest, shown: list[SeriesPage]) -> dict[int, list[tuple[str, str]]]:
    """``series.actions``: the way to the next run, for those who arrange runs of the series."""
    return {
        series.pk: [(_("安排一期"), f"{address}?series={series.code}")]
        for series in shown
        if series.live and can_manage_runs(request.user, series.organization)
        for address in [reverse("training:propose_run", args=[series.organization.public_id])]
    }


def choosable_runs(series: SeriesPage) -> list[CourseRun]:
    """Approved runs whose enrolment is not over, soonest first."""
    runs = CourseRun.objects.offered().enrolment_not_over(timezone.now()).filter(series=series)
    return list(runs.select_related("series").prefetch_related("sessions").order_by("starts_on", "number"))


def own_enrolment(person: Any, series: SeriesPage) -> Enrolment | None:
    """The person's place in a run of the series; one that goes on before one that is completed."""
    if not getattr(person, "pk", None):
        return None
    rows = Enrolment.objects.filter(person=person, run__series=series, status__in=ACTIVE).select_related("run__series")
    going_on = [row for row in rows if row.status == EnrolmentStatus.COMPLETED or row.run.status in OPEN_RUN_STATUSES]
    return min(going_on, key=lambda row: BEST_FIRST.index(EnrolmentStatus(row.status)), default=None)


def workspace_links(request: HttpRequest, spaces: list[Any]) -> dict[int, list[tuple[str, str]]]:
    """``workspace.links``: runs, nominations and claims, for those who work with them."""
    return {space.pk: links_of(space) for space in spaces}


def links_of(space: Workspace) -> list[tuple[str, str]]:
    """``(label, address)`` for the roles held in this workspace."""
    organization, roles = space.organization, set(space.roles)
    key = [organization.public_id]
    if organization.kind == OrganizationKind.SCHOOL:
        if not roles & {*SCHOOL_LEADING_ROLES}:
            return []
        return [
            (_("教师学时"), reverse("training:staff", args=key)),
            (_("学时申报"), reverse("training:school_claims", args=key)),
            (_("报名待同意"), reverse("training:school_enrolments", args=key)),
            (_("学校报送"), reverse("training:nominations", args=key)),
        ]
    links = []
    if roles & {*EDITING_ROLES}:
        links.append((_("班期"), reverse("training:institute_runs", args=key)))
    if roles & {*READING_ROLES}:
        links.append((_("班期审批"), reverse("training:run_approvals", args=key)))
    if roles & {*CERTIFYING_ROLES, Role.AUDITOR}:
        links.append((_("学时申报"), reverse("training:district_claims", args=key)))
    return links


def workspace_decisions(request: HttpRequest, spaces: list[Any]) -> dict[int, list[dict[str, Any]]]:
    """``workspace.decisions``: what waits, only where the person may decide about it."""
    return {space.pk: _waiting(space) for space in spaces}


def _waiting(space: Workspace) -> list[dict[str, Any]]:
    organization, roles = space.organization, set(space.roles)
    key = [organization.public_id]
    if organization.kind == OrganizationKind.SCHOOL:
        return _waiting_at_school(organization) if roles & {*SCHOOL_LEADING_ROLES} else []
    items = []
    if Role.OFFICER in roles:
        proposed = runs_to_approve(organization).filter(status=RunStatus.PROPOSED).count()
        if proposed:
            said = ngettext("%(n)s期等待审批", "%(n)s期等待审批", proposed) % {"n": proposed}
            items.append({"label": said, "url": reverse("training:run_approvals", args=key)})
    if roles & {*CERTIFYING_ROLES}:
        endorsed = narrowed(claims_of(organization), {"state": "endorsed"}).count()
        if endorsed:
            said = ngettext("学校已核对的申报%(n)s件", "学校已核对的申报%(n)s件", endorsed) % {"n": endorsed}
            items.append({"label": said, "url": reverse("training:district_claims", args=key) + "?state=endorsed"})
    if roles & {*EDITING_ROLES}:
        returned = runs_of(organization).filter(status=RunStatus.RETURNED)
        items += [
            {
                "label": str(run),
                "url": reverse("training:run", args=[run.public_id]),
                "tag": run.get_status_display(),
                "tag_kind": "danger",
            }
            for run in returned
        ]
    return items


def _waiting_at_school(school: Organization) -> list[dict[str, Any]]:
    items = []
    claims = claims_waiting(school).count()
    if claims:
        label = _("待认定的校外研修%(n)d件") % {"n": claims}
        items.append({"label": label, "url": reverse("training:school_claims", args=[school.public_id])})
    asked = consents_of(school).count()
    if asked:
        said = ngettext("%(n)s人报名等学校同意", "%(n)s人报名等学校同意", asked) % {"n": asked}
        items.append({"label": said, "url": reverse("training:school_enrolments", args=[school.public_id])})
    return items


def connect() -> None:
    """Register the providers; called from ``apps.ready()``."""
    provide("series.runs", series_runs)
    provide("series.actions", series_actions)
    provide("workspace.links", workspace_links)
    provide("workspace.decisions", workspace_decisions)
