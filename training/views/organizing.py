"""Organizing runs: the institute proposes, changes, watches and closes them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.exceptions import Refusal
from core.forms import refuse_in
from organizations.constants import OrganizationKind
from organizations.models import Organization
from organizations.policies import can_approve_runs, can_manage_runs
from organizations.querysets import remit_of
from training.constants import DRAFT_RUN_STATUSES, OPEN_RUN_STATUSES, RunStatus
from training.models import CourseRun
from training.policies import can_view_run_approvals, can_view_runs
from training.run_forms import QuotaForm, ReasonForm, RunFilterForm, RunForm, SeatsForm, meeting_forms
from training.run_list import fill_words, rows_of, runs_of, runs_to_approve
from training.run_roster import roster_rows, run_roster, status_tiles
from training.services import (
    cancel_run,
    change_capacity,
    edit_run,
    finish_run,
    propose_run,
    return_run,
    set_quotas,
    start_run,
)
from training.views.runs import find_run

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
    found = _managed(request, public_id)
    access.require(found.status in DRAFT_RUN_STATUSES)
    form = RunForm(request.POST or None, organization=found.organization, run=found)
    meetings = meeting_forms(request.POST or None, found)

    def write() -> CourseRun:
        return edit_run(actor=request.user, run=found, sessions=_meetings(meetings), **form.plan())

    return _plan(request, found.organization, found, form, meetings, write)


@access.checked("training.can_view_runs")
@require_safe
def roster(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who is in this run, who came, who has finished?"""
    found = find_run(public_id)
    access.require(can_view_runs(request.user, found.organization))
    status = request.GET.get("status", "")
    listed = run_roster(found, status=status)
    page = Paginator(listed.enrolments, PER_PAGE).get_page(request.GET.get("page"))
    waiting = found.enrolments.filter(status="waiting").count()
    manages = can_manage_runs(request.user, found.organization)
    context = {
        "run": found,
        "page": page,
        "rows": roster_rows(listed, page),
        "tiles": status_tiles(found, status),
        "fill": fill_words(found, waiting),
        "manages": manages,
        "editable": manages and found.status in DRAFT_RUN_STATUSES,
        "startable": manages and found.status == RunStatus.APPROVED,
        "finishable": manages and found.status in OPEN_RUN_STATUSES,
        "cancellable": manages and found.status in (*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES),
        "seats_form": SeatsForm(initial={"capacity": found.capacity}),
        "quotas": found.quotas.select_related("organization"),
    }
    return render(request, "training/run_roster.html", context)


@access.checked("organizations.can_manage_runs")
def quotas(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set seats aside for schools."""
    found = _managed(request, public_id)
    access.require(found.status in (*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES))
    schools = list(Organization.objects.under(remit_of(found.organization)).schools().order_by("name"))
    form = QuotaForm(request.POST or None, schools=schools, quotas=list(found.quotas.all()))
    if request.method == "POST" and form.is_valid():
        try:
            given = set_quotas(actor=request.user, run=found, seats=form.seats())
        except Refusal as refusal:
            refuse_in(form, refusal)
        else:
            total = sum(quota.seats for quota in given)
            said = ngettext("已分给学校%(n)s个名额。", "已分给学校%(n)s个名额。", total)
            messages.success(request, said % {"n": total})
            return redirect("training:run_roster", public_id=found.public_id)
    return render(request, "training/run_quotas.html", {"run": found, "form": form})


@access.checked("organizations.can_manage_runs")
@require_POST
def seats(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """More seats or fewer; who waits moves up."""
    found = _managed(request, public_id)
    form = SeatsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("名额填一个数，不填就是不限。"))
        return redirect("training:run_roster", public_id=public_id)
    return _stepped(
        request,
        found,
        lambda: change_capacity(actor=request.user, run=found, capacity=form.cleaned_data["capacity"]),
        _("名额已调整，候补的教师按先后补上。"),
    )


@access.checked("organizations.can_manage_runs")
@require_POST
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that the run is on."""
    found = _managed(request, public_id)
    return _stepped(request, found, lambda: start_run(actor=request.user, run=found), _("已开课。"))


@access.checked("organizations.can_manage_runs")
@require_POST
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close the run; who still waits for a seat is told."""
    found = _managed(request, public_id)
    said = _("这一期已结束，还在候补的教师已通知。")
    return _stepped(request, found, lambda: finish_run(actor=request.user, run=found), said)


@access.checked("organizations.can_manage_runs")
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel the run with a reason that everybody in it reads."""
    found = _managed(request, public_id)
    access.require(found.status in (*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES))
    freed = found.enrolments.filter(status__in=("enrolled", "waiting")).count()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_run(actor=request.user, run=found, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            refuse_in(form, refusal)
        else:
            said = ngettext("已取消，%(n)s人已退出并收到通知。", "已取消，%(n)s人已退出并收到通知。", freed)
            messages.success(request, said % {"n": freed})
            return redirect("training:run_roster", public_id=found.public_id)
    return render(request, "training/run_cancel.html", {"run": found, "form": form, "freed": freed})


@access.checked("organizations.can_approve_runs")
@require_POST
def send_back(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The bureau returns a proposal with what has to change."""
    found = find_run(public_id)
    access.require(can_approve_runs(request.user, found.organization))
    try:
        return_run(actor=request.user, run=found, reason=request.POST.get("reason", ""))
        messages.success(request, _("已退回，申报单位修改后会再送审。"))
    except Refusal as refusal:
        messages.error(request, refusal.message)
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
        try:
            written = write()
        except Refusal as refusal:
            refuse_in(form, refusal)
        else:
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


def _stepped(request: HttpRequest, run: CourseRun, step: Callable[[], Any], said: str) -> HttpResponse:
    try:
        step()
        messages.success(request, said)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("training:run_roster", public_id=run.public_id)


def _meetings(forms: Any) -> list[dict[str, Any]]:
    return [meeting for form in forms if (meeting := form.meeting()) is not None]


def _managed(request: HttpRequest, public_id: uuid.UUID) -> CourseRun:
    found = find_run(public_id)
    access.require(can_manage_runs(request.user, found.organization))
    return found


def _organization(organization_id: uuid.UUID) -> Organization:
    organizations = Organization.objects.exclude(kind=OrganizationKind.SCHOOL)
    return get_object_or_404(organizations, public_id=organization_id)
