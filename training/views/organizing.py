"""Runs before they open: the institute proposes and changes them, the bureau returns them; the lists of both."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.refusals import refusal_told
from organizations.constants import OrganizationKind
from organizations.models import Organization
from organizations.policies import can_approve_runs, can_manage_runs
from training.constants import DRAFT_RUN_STATUSES, RunStatus
from training.models import CourseRun
from training.policies import can_view_run_approvals, can_view_runs
from training.run_forms import RunFilterForm, RunForm, meeting_forms
from training.run_list import rows_of, runs_of, runs_to_approve
from training.services import (
    edit_run,
    propose_run,
    return_run,
)
from training.views.runs import find_run, managed_run

PER_PAGE = 30


@access.checked("training.can_view_runs")
@require_safe
def institute_runs(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Which of our runs needs a step, and which does not fill?"""
    organization = _organization(organization_id)
    access.require(can_view_runs(request.user, organization))
    context = _listing(request, runs_of(organization))
    context |= {"organization": organization, "can_propose": can_manage_runs(request.user, organization)}
    return render(request, "training/institute_runs.html", context)


@access.checked("training.can_view_run_approvals")
@require_safe
def run_approvals(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Which runs wait for our approval?"""
    bureau = _organization(organization_id)
    access.require(can_view_run_approvals(request.user, bureau))
    runs = runs_to_approve(bureau)
    waiting = runs.filter(status=RunStatus.PROPOSED)
    context = _listing(request, runs.exclude(status=RunStatus.PROPOSED), with_organization=True)
    context |= {"organization": bureau, "waiting": rows_of(list(waiting), with_organization=True)}
    return render(request, "training/run_approvals.html", context)


@access.checked("organizations.can_manage_runs")
def propose(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Write a run down and send it to approval."""
    organization = _organization(organization_id)
    access.require(can_manage_runs(request.user, organization))
    initial = {"mode": "self_enrol", "series": request.GET.get("series", "")}
    form = RunForm(request.POST or None, organization=organization, initial=initial)
    meetings = meeting_forms(request.POST or None, None)

    def write() -> CourseRun:
        return propose_run(
            actor=request.user,
            series=form.cleaned_data["series"],
            organization=organization,
            sessions=_meetings(meetings),
            **form.plan(),
        )

    return _plan(request, organization, None, form, meetings, write)


@access.checked("organizations.can_manage_runs")
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a run that is not approved yet."""
    found = managed_run(request, public_id)
    access.require(found.status in DRAFT_RUN_STATUSES)
    form = RunForm(request.POST or None, organization=found.organization, run=found)
    meetings = meeting_forms(request.POST or None, found)

    def write() -> CourseRun:
        return edit_run(actor=request.user, run=found, sessions=_meetings(meetings), **form.plan())

    return _plan(request, found.organization, found, form, meetings, write)


@access.checked("organizations.can_approve_runs")
@require_POST
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The bureau returns a proposal with what has to change."""
    found = find_run(public_id)
    access.require(can_approve_runs(request.user, found.organization))
    with refusal_told(request):
        return_run(actor=request.user, run=found, reason=request.POST.get("reason", ""))
        messages.success(request, _("已退回，申报单位修改后会再送审。"))
    return redirect("training:run", public_id=public_id)


def _plan(
    request: HttpRequest,
    organization: Organization,
    run: CourseRun | None,
    form: RunForm,
    meetings: Any,
    write: Callable[[], CourseRun],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and meetings.is_valid():
        with refusal_told(request, form):
            written = write()
            messages.success(request, _("已送审。批准以后才能报名。"))
            return redirect("training:run", public_id=written.public_id)
    context = {"organization": organization, "run": run, "form": form, "meetings": meetings}
    return render(request, "training/run_form.html", context)


def _listing(request: HttpRequest, runs: Any, *, with_organization: bool = False) -> dict[str, Any]:
    form = RunFilterForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    if q := chosen.get("q", "").strip():
        runs = runs.filter(series__title__icontains=q)
    if status := chosen.get("status"):
        runs = runs.filter(status=status)
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    return {"form": form, "page": page, "rows": rows_of(list(page), with_organization=with_organization)}


def _meetings(forms: Any) -> list[dict[str, Any]]:
    return [meeting for form in forms if (meeting := form.meeting()) is not None]


def _organization(organization_id: uuid.UUID) -> Organization:
    organizations = Organization.objects.exclude(kind=OrganizationKind.SCHOOL)
    return get_object_or_404(organizations, public_id=organization_id)
