"""A run: its page, enrolling and withdrawing."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.refusals import refusal_told
from courses.models import UnitPage
from organizations.policies import can_approve_runs, can_manage_runs
from training.constants import SEATED_STATUSES, EnrolmentStatus
from training.models import CourseRun
from training.policies import can_enrol, can_view_run
from training.run_page import run_context
from training.services.completion import confirm_attendance
from training.services.enrolment import active_enrolment, enrol, waiting_position, withdraw
from training.services.runs import approve_run


def find_run(public_id: uuid.UUID) -> CourseRun:
    """The run of an address."""
    runs = CourseRun.objects.select_related("series__organization", "organization").prefetch_related("sessions")
    return get_object_or_404(runs, public_id=public_id)


def managed_run(request: HttpRequest, public_id: uuid.UUID) -> CourseRun:
    """The run of an address, for who arranges runs of its organization; 404 for anybody else."""
    found = find_run(public_id)
    access.require(can_manage_runs(request.user, found.organization))
    return found


@access.checked("training.can_view_run", visitors=True)
@require_safe
def run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is next, how far am I, when do we meet?"""
    found = find_run(public_id)
    access.require(can_view_run(request.user, found))
    return render(request, "training/run.html", run_context(request.user, found))


@access.checked("training.can_enrol")
@require_POST
def enrol_in_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a seat, or a place on the waiting list."""
    found = find_run(public_id)
    access.require(can_enrol(request.user, found))
    return enrolled(request, found, otherwise=f"/runs/{found.public_id}/")


@access.checked("training.can_view_run")
@require_POST
def withdraw_from_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the seat back."""
    found = find_run(public_id)
    access.require(can_view_run(request.user, found))
    enrolment = active_enrolment(request.user, found)
    if enrolment is None:
        raise Http404
    with refusal_told(request):
        withdraw(actor=request.user, enrolment=enrolment)
        messages.success(request, _("已取消报名。名额给下一位。"))
    return redirect(f"/series/{found.series.code}/")


@access.checked("organizations.can_approve_runs")
@require_POST
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The bureau opens a proposed run."""
    found = find_run(public_id)
    access.require(can_approve_runs(request.user, found.organization))
    with refusal_told(request):
        approve_run(actor=request.user, run=found)
        messages.success(request, _("已批准，教师可以报名了。"))
    return redirect(f"/runs/{found.public_id}/")


@access.checked("organizations.can_manage_runs")
@require_POST
def attendance(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """The organizer says who came to a meeting."""
    found = managed_run(request, public_id)
    unit = get_object_or_404(UnitPage.objects.child_of(found.series).live(), code=code)
    seated = found.enrolments.filter(status__in=SEATED_STATUSES).select_related("person", "run__series__organization")
    chosen = set(request.POST.getlist("enrolment"))
    came = [each for each in seated if str(each.public_id) in chosen]
    with refusal_told(request):
        for each in came:
            confirm_attendance(actor=request.user, enrolment=each, unit=unit)
        messages.success(request, _("已登记%(n)s人到场。") % {"n": len(came)})
    return redirect(f"/runs/{found.public_id}/")


def enrolled(request: HttpRequest, found: CourseRun, *, otherwise: str) -> HttpResponse:
    """Enrol the person who asks and say what became of it; ``otherwise`` is where a refusal is shown."""
    with refusal_told(request):
        enrolment = enrol(actor=request.user, person=request.user, run=found)
        if enrolment.status == EnrolmentStatus.WAITING:
            place = {"n": waiting_position(enrolment)}
            messages.warning(request, _("名额已满，你在候补第%(n)s位，轮到了会通知你。") % place)
        else:
            messages.success(request, _("已报名。时间和地点在“我的首页”，现在可以看看要学什么。"))
        return redirect(f"/runs/{found.public_id}/")
    return redirect(otherwise)
