"""Activities: what do we study, what is still due?"""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import access
from organizations.models import Organization
from organizations.policies import can_approve_activities, can_manage_groups
from organizations.querysets import remit_of
from research_groups.activity_page import activity_context
from research_groups.constants import ActivityStatus
from research_groups.forms import ActivityFilter, DecisionForm, KeptActivityFilter
from research_groups.lists import activity_lines, activity_rows
from research_groups.models import Activity
from research_groups.policies import can_decide_activity, can_run_activity
from research_groups.services import approve_activity, join_activity, leave_activity, return_activity, submit_activity
from research_groups.standing import deciding_organizations
from research_groups.views.answers import answered, tried
from research_groups.views.listing import listing

PER_PAGE = 30
LINES_PER_PAGE = 50


def find(request: HttpRequest, public_id: uuid.UUID) -> Activity:
    """The activity of an address; a cancelled one only for whom it concerns."""
    found = get_object_or_404(Activity.objects.with_names(), public_id=public_id)
    if found.status == ActivityStatus.CANCELLED:
        takes_part = request.user.is_authenticated and found.participations.filter(person_id=request.user.pk).exists()
        access.require(takes_part or can_run_activity(request.user, found))
    return found


@access.public
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """Coming activities first; the past ones by choice."""
    return listing(
        request,
        "research_groups/activity_list.html",
        form=ActivityFilter(request.GET or None),
        rows=Activity.objects.with_names(),
        shown=activity_rows,
        per_page=PER_PAGE,
    )


@access.checked("organizations.can_manage_groups")
@require_safe
def kept_activities(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Activities that an organization or one below it holds or takes part in, by where they stand."""
    organization = get_object_or_404(Organization, public_id=organization_id)
    access.require(can_manage_groups(request.user, organization))
    return listing(
        request,
        "research_groups/kept_activities.html",
        form=KeptActivityFilter(request.GET or None),
        rows=Activity.objects.of(remit_of(organization)).with_names(),
        shown=activity_lines,
        per_page=LINES_PER_PAGE,
        organization=organization,
    )


@access.public
@require_safe
def activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One activity."""
    return render(request, "research_groups/activity.html", activity_context(request, find(request, public_id)))


@access.signed_in
@require_POST
def join(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take part."""
    found = find(request, public_id)
    answered(
        request,
        lambda: join_activity(actor=request.user, activity=found, person=request.user),
        _("已报名。时间和地点在“我的首页”。"),
    )
    return redirect(found)


@access.signed_in
@require_POST
def leave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take oneself off the list."""
    found = find(request, public_id)
    own = get_object_or_404(found.participations, person_id=request.user.pk)
    answered(request, lambda: leave_activity(actor=request.user, participation=own), _("已退出这个活动。"))
    return redirect(found)


@access.checked("research_groups.can_run_activity")
@require_POST
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand the activity to the institute."""
    found = find(request, public_id)
    access.require(can_run_activity(request.user, found))
    answered(request, lambda: submit_activity(actor=request.user, activity=found), _("已送教师进修学院认定。"))
    return redirect(found)


@access.checked("research_groups.can_decide_activity")
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve or return; on a refusal the page comes back with what was typed."""
    found = find(request, public_id)
    access.require(can_decide_activity(request.user, found))
    form = DecisionForm(request.POST)
    if form.is_valid() and (said := tried(form, lambda: _decide(request.user, found, form.cleaned_data))) is not None:
        messages.success(request, said)
        return redirect(found)
    return render(request, "research_groups/activity.html", activity_context(request, found, decision=form))


def _decide(user: Any, activity: Activity, given: dict[str, Any]) -> str:
    institute = next((one for one in deciding_organizations(activity) if can_approve_activities(user, one)), None)
    if institute is None:
        raise Http404
    if given["decision"] == "approve":
        approve_activity(actor=user, activity=activity, organization=institute, level=given["level"])
        return str(_("已认定。到场并交齐产出的老师会收到学时通知。"))
    return_activity(actor=user, activity=activity, reason=given["reason"])
    return str(_("已退回，主持人会收到通知。"))
