"""A run's roster and what its organizer does there: seats, shares of schools, start, finish, cancel."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.refusals import refusal_told
from organizations.models import Organization
from organizations.policies import can_manage_runs
from organizations.querysets import remit_of
from training.constants import DRAFT_RUN_STATUSES, OPEN_RUN_STATUSES, RunStatus
from training.policies import can_view_runs
from training.run_forms import QuotaForm, ReasonForm, SeatsForm
from training.run_list import fill_words
from training.run_roster import roster_rows, run_roster, status_tiles
from training.services import (
    cancel_run,
    change_capacity,
    finish_run,
    set_quotas,
    start_run,
)
from training.views.runs import find_run, managed_run

PER_PAGE = 30


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
    found = managed_run(request, public_id)
    access.require(found.status in (*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES))
    schools = list(Organization.objects.under(remit_of(found.organization)).schools().order_by("name"))
    form = QuotaForm(request.POST or None, schools=schools, quotas=list(found.quotas.all()))
    if request.method == "POST" and form.is_valid():
        with refusal_told(request, form):
            given = set_quotas(actor=request.user, run=found, seats=form.seats())
            total = sum(quota.seats for quota in given)
            said = ngettext("已分给学校%(n)s个名额。", "已分给学校%(n)s个名额。", total)
            messages.success(request, said % {"n": total})
            return redirect("training:run_roster", public_id=found.public_id)
    return render(request, "training/run_quotas.html", {"run": found, "form": form})


@access.checked("organizations.can_manage_runs")
@require_POST
def seats(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """More seats or fewer; who waits moves up."""
    found = managed_run(request, public_id)
    form = SeatsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("名额填一个数，不填就是不限。"))
        return redirect("training:run_roster", public_id=public_id)
    with refusal_told(request):
        change_capacity(actor=request.user, run=found, capacity=form.cleaned_data["capacity"])
        messages.success(request, _("名额已调整，候补的教师按先后补上。"))
    return redirect("training:run_roster", public_id=public_id)


@access.checked("organizations.can_manage_runs")
@require_POST
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that the run is on."""
    found = managed_run(request, public_id)
    with refusal_told(request):
        start_run(actor=request.user, run=found)
        messages.success(request, _("已开课。"))
    return redirect("training:run_roster", public_id=public_id)


@access.checked("organizations.can_manage_runs")
@require_POST
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close the run; who still waits for a seat is told."""
    found = managed_run(request, public_id)
    with refusal_told(request):
        finish_run(actor=request.user, run=found)
        messages.success(request, _("这一期已结束，还在候补的教师已通知。"))
    return redirect("training:run_roster", public_id=public_id)


@access.checked("organizations.can_manage_runs")
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel the run with a reason that everybody in it reads."""
    found = managed_run(request, public_id)
    access.require(found.status in (*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES))
    freed = found.enrolments.filter(status__in=("enrolled", "waiting")).count()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_told(request, form):
            cancel_run(actor=request.user, run=found, reason=form.cleaned_data["reason"])
            said = ngettext("已取消，%(n)s人已退出并收到通知。", "已取消，%(n)s人已退出并收到通知。", freed)
            messages.success(request, said % {"n": freed})
            return redirect("training:run_roster", public_id=found.public_id)
    return render(request, "training/run_cancel.html", {"run": found, "form": form, "freed": freed})
