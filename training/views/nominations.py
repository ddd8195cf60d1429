"""Schools send teachers into runs (学校报送) and see what became of them."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.forms import uuids_of
from core.refusals import refusal_told
from organizations.models import Organization
from organizations.querysets import remit_of, staff_of
from training.availability import round_closed, run_closed
from training.constants import DRAFT_RUN_STATUSES, RunMode
from training.models import CourseRun, Enrolment
from training.nomination_page import candidates, nominable_runs, own_enrolments, seats_for, sent_rows
from training.policies import can_nominate, can_view_enrolments
from training.run_page import run_facts
from training.services import nominate as nominate_teachers
from training.services import withdraw_nomination
from training.views.runs import find_run

PER_PAGE = 30


@access.checked("training.can_view_enrolments")
@require_safe
def nominations(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """Which runs take teachers from us, and where do those stand whom we sent?"""
    school = _school(school_id)
    access.require(can_view_enrolments(request.user, school))
    page = Paginator(own_enrolments(school), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "school": school,
        "runs": nominable_runs(school),
        "page": page,
        "rows": sent_rows(page),
        "nominates": can_nominate(request.user, school),
        "actions": [{"value": "withdraw", "label": _("撤回报送")}],
    }
    return render(request, "training/nominations.html", context)


@access.checked("training.can_nominate")
def nominate(request: HttpRequest, school_id: uuid.UUID, public_id: uuid.UUID) -> HttpResponse:
    """Whom do we send into this run?"""
    school, run = _school(school_id), find_run(public_id)
    access.require(can_nominate(request.user, school))
    access.require(_offered(run, school))
    wanted = set(request.POST.getlist("person"))
    if request.method == "POST":
        people = [person for person in staff_of(school) if str(person.public_id) in wanted]
        with refusal_told(request):
            sent = nominate_teachers(actor=request.user, run=run, school=school, people=people)
            said = ngettext("已报送%(n)s人，本人会收到通知。", "已报送%(n)s人，本人会收到通知。", len(sent))
            messages.success(request, said % {"n": len(sent)})
            return redirect("training:nominations", school_id=school_id)
    quota = run.quotas.filter(organization=school).first()
    people_shown = [{**each, "checked": str(each["id"]) in wanted} for each in candidates(school, run)]
    context = {
        "school": school,
        "run": run,
        "facts": run_facts(run),
        "people": people_shown,
        "quota": quota,
        "left": seats_for(run, quota),
        "closed": run_closed(run) or round_closed(run, timezone.now()),
    }
    return render(request, "training/nominate.html", context)


@access.checked("training.can_nominate")
@require_POST
def withdraw_nominated(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """Take teachers out again, with a reason they read."""
    school = _school(school_id)
    access.require(can_nominate(request.user, school))
    wanted = uuids_of(request.POST.getlist("item"))
    rows = list(
        Enrolment.objects.filter(organization=school, nominated_by__isnull=False, public_id__in=wanted).select_related(
            "run__series", "person"
        )
    )
    taken_out = 0
    with refusal_told(request):
        for enrolment in rows:
            withdraw_nomination(actor=request.user, enrolment=enrolment, reason=request.POST.get("reason", ""))
            taken_out += 1
    if taken_out:
        said = ngettext("已撤回%(n)s人的报送，名额空出。", "已撤回%(n)s人的报送，名额空出。", taken_out)
        messages.success(request, said % {"n": taken_out})
    elif not rows:
        messages.warning(request, _("先勾选要撤回的教师。"))
    return redirect("training:nominations", school_id=school_id)


def _offered(run: CourseRun, school: Organization) -> bool:
    """Whether the run is one that the school may see among its nominations."""
    if run.status in DRAFT_RUN_STATUSES or run.mode != RunMode.NOMINATED:
        return False
    if not Organization.objects.above(school).filter(pk=remit_of(run.organization).pk).exists():
        return False
    return not run.quotas.exists() or run.quotas.filter(organization=school).exists()


def _school(school_id: uuid.UUID) -> Organization:
    return get_object_or_404(Organization.objects.schools(), public_id=school_id)
