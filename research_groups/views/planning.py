"""Running an activity: plan it, change it, note who was there and which step is done, call it off."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core import access
from core.exceptions import Refusal
from core.forms import refuse_in
from organizations.models import Organization
from organizations.querysets import district_of
from research_groups.constants import OPEN_STATUSES, ActivityKind
from research_groups.models import Activity, ResearchGroup
from research_groups.planning_forms import ActivityForm, CancelForm, step_forms, steps_of_forms
from research_groups.policies import can_run_activity, can_run_group
from research_groups.services import (
    cancel_activity,
    finish_step,
    plan_activity,
    record_attendance,
    revise_activity,
)
from research_groups.views.activities import find


@access.checked("research_groups.can_run_group")
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Write an activity of the group down; ``?kind=`` brings the steps of its template."""
    group = get_object_or_404(ResearchGroup.objects.standing(), code=code)
    access.require(can_run_group(request.user, group))
    kind = request.GET.get("kind", "")
    kind = kind if kind in ActivityKind.values else ActivityKind.LESSON_STUDY
    form = ActivityForm(
        request.POST or None, user=request.user, offered=_offered(group.organization), initial={"kind": kind}
    )
    steps = step_forms(request.POST or None, kind=kind)

    def write() -> Activity:
        return plan_activity(
            actor=request.user,
            group=group,
            organization=group.organization,
            steps=steps_of_forms(steps),
            **form.cleaned_data,
        )

    return _written(request, form, steps, write, {"group": group, "kinds": ActivityKind.choices, "kind": kind})


@access.checked("research_groups.can_run_activity")
@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an activity that is not handed to the institute yet."""
    found = _run(request, public_id)
    access.require(found.status in OPEN_STATUSES)
    offered = _offered(found.organization)
    form = ActivityForm(request.POST or None, user=request.user, offered=offered, activity=found)
    steps = step_forms(request.POST or None, activity=found)

    def write() -> Activity:
        given = dict(form.cleaned_data)
        return revise_activity(actor=request.user, activity=found, steps=steps_of_forms(steps), **given)

    return _written(request, form, steps, write, {"activity": found, "group": found.group})


@access.checked("research_groups.can_run_activity")
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for the reason, then call it off."""
    found = _run(request, public_id)
    access.require(found.status in OPEN_STATUSES)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cancel_activity(actor=request.user, activity=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("活动已取消。"))
        return redirect(found.group or "research_groups:activity_list")
    context = {"activity": found, "form": form, "people_count": found.participations.count()}
    return render(request, "research_groups/activity_cancel.html", context)


@access.checked("research_groups.can_run_activity")
@require_POST
def attendance(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note those ticked as present, at the activity's beginning; who is noted already stays so."""
    found = _run(request, public_id)
    ticked = [value for value in request.POST.getlist("present") if value.isdigit()]
    absent = found.participations.filter(attended_at=None, pk__in=ticked).exclude(person=request.user.pk)
    noted = [
        record_attendance(actor=request.user, participation=one, at=min(found.starts_at, timezone.now()))
        for one in absent.select_related("activity")
    ]
    if noted:
        said = ngettext("已记%(n)s人到场。", "已记%(n)s人到场。", len(noted)) % {"n": len(noted)}
        messages.success(request, said)
    else:
        messages.error(request, _("先勾选到场的老师。自己的到场由别人记。"))
    return redirect(found)


@access.checked("research_groups.can_run_activity")
@require_POST
def step_done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The step that is next is done."""
    found = _run(request, public_id)
    step = found.steps.filter(done_at=None).first()
    if step is not None and found.status in OPEN_STATUSES:
        finish_step(actor=request.user, step=step, note=request.POST.get("note", "").strip()[:500])
        messages.success(request, _("“%(step)s”已完成。") % {"step": step.title})
    return redirect(found)


def _run(request: HttpRequest, public_id: uuid.UUID) -> Activity:
    found = find(public_id)
    access.require(can_run_activity(request.user, found))
    return found


def _offered(organization: Organization) -> Any:
    """Schools that can be asked to take part: those of the district."""
    return Organization.objects.under(district_of(organization) or organization).schools().order_by("name")


def _written(
    request: HttpRequest, form: ActivityForm, steps: Any, write: Callable[[], Activity], context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            saved = write()
        except Refusal as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("已保存。参加的学校的老师可以报名了。"))
            return redirect(saved)
    return render(request, "research_groups/activity_form.html", context | {"form": form, "steps": steps})
