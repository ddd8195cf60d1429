"""Running an activity: plan it, change it, note which step is done, call it off."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core import access
from organizations.models import Organization
from research_groups.activity_kinds import template_of, templates
from research_groups.constants import OPEN_STATUSES, ActivityKind
from research_groups.models import Activity, ResearchGroup
from research_groups.persons import schools_near
from research_groups.planning_forms import ActivityForm, CancelForm, step_forms, steps_of_forms
from research_groups.policies import can_run_group
from research_groups.services import cancel_activity, finish_step, plan_activity, revise_activity
from research_groups.views.answers import answered, tried
from research_groups.views.attending import run


@access.checked("research_groups.can_run_group")
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a template, then (``?kind=``) write the activity down with its steps, schools and products."""
    group = get_object_or_404(ResearchGroup.objects.standing().select_related("organization"), code=code)
    access.require(can_run_group(request.user, group))
    kind = request.GET.get("kind", "")
    if kind not in ActivityKind.values:
        return render(request, "research_groups/activity_kind.html", {"group": group, "kinds": templates()})
    form = ActivityForm(request.POST or None, user=request.user, offered=schools_near(group.organization), kind=kind)
    steps = step_forms(request.POST or None, kind=kind)

    def write() -> Activity:
        return plan_activity(
            actor=request.user,
            group=group,
            organization=group.organization,
            kind=kind,
            steps=steps_of_forms(steps),
            **form.cleaned_data,
        )

    return _written(request, form, steps, write, {"group": group, "kind": template_of(kind)})


@access.checked("research_groups.can_run_activity")
@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an activity that is not handed to the institute yet."""
    found = run(request, public_id)
    access.require(found.status in OPEN_STATUSES)
    # A school that was asked before it left the district or the alliance stays on offer.
    asked = Organization.objects.filter(pk__in=found.schools.values("organization"))
    offered = (schools_near(found.organization) | asked).order_by("name", "pk")
    form = ActivityForm(request.POST or None, user=request.user, offered=offered, kind=found.kind, activity=found)
    steps = step_forms(request.POST or None, activity=found)

    def write() -> Activity:
        given = dict(form.cleaned_data)
        return revise_activity(actor=request.user, activity=found, steps=steps_of_forms(steps), **given)

    return _written(
        request, form, steps, write, {"activity": found, "group": found.group, "kind": template_of(found.kind)}
    )


@access.checked("research_groups.can_run_activity")
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for the reason, then call it off."""
    found = run(request, public_id)
    access.require(found.status in OPEN_STATUSES)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: cancel_activity(actor=request.user, activity=found, reason=reason)) is not None:
            messages.success(request, _("活动已取消，报了名的老师会收到通知。"))
            return redirect(found)
    context = {"activity": found, "form": form, "people_count": found.participations.count()}
    return render(request, "research_groups/activity_cancel.html", context)


@access.checked("research_groups.can_run_activity")
@require_POST
def step_done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The step that is next is done."""
    found = run(request, public_id)
    step = found.steps.filter(done_at=None, pk=_number(request.POST.get("step"))).first()
    if step is not None:
        note = request.POST.get("note", "").strip()[:500]
        said = _("“%(step)s”已完成。") % {"step": step.title}
        answered(request, lambda: finish_step(actor=request.user, step=step, note=note), said)
    return redirect(found)


def _number(given: str | None) -> int:
    """A key that was sent; no row has 0."""
    return int(given) if given and given.isdecimal() and len(given) < 19 else 0


def _written(
    request: HttpRequest, form: ActivityForm, steps: Any, write: Callable[[], Activity], context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and all((form.is_valid(), steps.is_valid())):
        saved = tried(form, write)
        if saved is not None:
            messages.success(request, _("已保存。参加的学校的老师可以报名了。"))
            return redirect(saved)
    return render(request, "research_groups/activity_form.html", context | {"form": form, "steps": steps})
