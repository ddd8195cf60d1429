"""The list of an activity: who takes part, in which part, who was there, what they handed in."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import access
from research_groups.activity_page import people_rows
from research_groups.constants import OPEN_STATUSES, ActivityStatus
from research_groups.models import Activity, Participation
from research_groups.planning_forms import ListedForm, part_choices
from research_groups.policies import can_run_activity
from research_groups.services import (
    give_part,
    join_activity,
    leave_activity,
    record_attendance,
    take_back_attendance,
)
from research_groups.views.activities import find
from research_groups.views.answers import answered, tried


@access.checked("research_groups.can_run_activity")
@require_safe
def people(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list, with everything that can be noted about it."""
    return _page(request, run(request, public_id))


@access.checked("research_groups.can_run_activity")
@require_POST
def note_people(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note parts and presence of the rows that were shown; a row that somebody else changed meanwhile stays theirs."""
    found = run(request, public_id)
    access.require(found.status != ActivityStatus.CANCELLED)

    @transaction.atomic
    def write() -> None:
        for one in found.participations.select_related("activity", "person", "organization").order_by("pk"):
            _note(request, one, request.POST)

    answered(request, write, _("已保存分工和到场。"))
    return redirect("research_groups:activity_people", found.public_id)


@access.checked("research_groups.can_run_activity")
@require_POST
def list_person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put somebody on the list who has not signed up."""
    found = run(request, public_id)
    form = ListedForm(request.POST, activity=found)
    if form.is_valid():
        given = form.cleaned_data
        if tried(form, lambda: join_activity(actor=request.user, activity=found, **given)) is not None:
            messages.success(request, _("已把%(name)s列入名单。") % {"name": given["person"]})
            return redirect("research_groups:activity_people", found.public_id)
    return _page(request, found, listing=form)


@access.checked("research_groups.can_run_activity")
@require_POST
def unlist_person(request: HttpRequest, public_id: uuid.UUID, participation_id: int) -> HttpResponse:
    """Take somebody off the list who neither came nor handed anything in."""
    found = run(request, public_id)
    one = get_object_or_404(found.participations.select_related("person", "activity"), pk=participation_id)
    said = _("已把%(name)s移出名单。") % {"name": one.person}
    answered(request, lambda: leave_activity(actor=request.user, participation=one), said)
    return redirect("research_groups:activity_people", found.public_id)


def run(request: HttpRequest, public_id: uuid.UUID) -> Activity:
    """The activity of an address, for who runs it; 404 otherwise."""
    found = find(request, public_id)
    access.require(can_run_activity(request.user, found))
    return found


def _note(request: HttpRequest, one: Participation, given: QueryDict) -> None:
    """One row: its part, and its presence where that changed on this page; nobody notes their own."""
    role = given.get(f"role-{one.pk}")
    offered = [value for value, _label in part_choices(one.activity, one.role)]
    if role is not None and role != one.role and role in offered:
        give_part(actor=request.user, participation=one, role=role)
    shown, ticked = given.get(f"was-{one.pk}"), str(one.pk) in given.getlist("present")
    if shown is None or one.person_id == request.user.pk or ticked == (shown == "1"):
        return
    if ticked and one.attended_at is None:
        at = min(one.activity.starts_at, timezone.now())
        record_attendance(actor=request.user, participation=one, at=at)
    elif not ticked and one.attended_at is not None:
        take_back_attendance(actor=request.user, participation=one)


def _page(request: HttpRequest, activity: Activity, listing: ListedForm | None = None) -> HttpResponse:
    is_open = activity.status in OPEN_STATUSES
    context: dict[str, Any] = {
        "activity": activity,
        "rows": people_rows(activity, request.user),
        "begun": activity.starts_at <= timezone.now(),
        "is_open": is_open,
        "is_approved": activity.status == ActivityStatus.APPROVED,
        "listing": (listing or ListedForm(activity=activity)) if is_open else None,
    }
    return render(request, "research_groups/people.html", context)
