"""Keeping a group: found it, change its facts, its people by date, its host, its yearly review."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.exceptions import Refusal
from core.forms import refuse_in
from organizations.models import Organization
from organizations.policies import can_manage_groups
from organizations.querysets import home_organizations
from research_groups.constants import GroupRole
from research_groups.models import GroupMember, ResearchGroup
from research_groups.planning_forms import GroupForm, MemberForm, ReviewForm
from research_groups.policies import can_review_group, can_run_group
from research_groups.services import add_member, change_group, change_host, create_group, end_member, review_group


@access.checked("organizations.can_manage_groups")
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Found a group of an organization."""
    organization = get_object_or_404(Organization, public_id=organization_id)
    access.require(can_manage_groups(request.user, organization))
    form = GroupForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        saved = _tried(form, lambda: create_group(actor=request.user, organization=organization, **form.cleaned_data))
        if saved is not None:
            messages.success(request, _("已建立。接下来添加成员、安排活动。"))
            return redirect("research_groups:members", saved.code)
    return render(request, "research_groups/group_form.html", {"form": form, "organization": organization})


@access.checked("research_groups.can_run_group")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a group's name, aim, plan and term."""
    group = _kept(request, code)
    form = GroupForm(request.POST or None, organization=group.organization, group=group)
    if (
        request.method == "POST"
        and form.is_valid()
        and _tried(form, lambda: change_group(actor=request.user, group=group, **form.cleaned_data)) is not None
    ):
        messages.success(request, _("已保存。"))
        return redirect(group)
    return render(request, "research_groups/group_form.html", {"form": form, "group": group})


@access.checked("research_groups.can_run_group")
@require_safe
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the group, since when; add, end, change the host, review."""
    return _page(request, _kept(request, code))


@access.checked("research_groups.can_run_group")
@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Take a person in."""
    group = _kept(request, code)
    form = MemberForm(request.POST, organization=group.organization)
    return _answer(
        request, group, "adding", form, lambda: add_member(actor=request.user, group=group, **form.cleaned_data)
    )


@access.checked("organizations.can_manage_groups")
@require_POST
def host(request: HttpRequest, code: str) -> HttpResponse:
    """Give the group another host; only who manages the groups of its organization."""
    group = _kept(request, code)
    access.require(can_manage_groups(request.user, group.organization))
    form = MemberForm(request.POST, organization=group.organization, prefix="host")

    def write() -> GroupMember:
        given = form.cleaned_data
        return change_host(actor=request.user, group=group, person=given["person"], on=given["since"])

    return _answer(request, group, "hosting", form, write)


@access.checked("research_groups.can_run_group")
@require_POST
def end(request: HttpRequest, code: str, member_id: int) -> HttpResponse:
    """The member leaves: yesterday was the last day, or today for who came today. A host is replaced instead."""
    group = _kept(request, code)
    member = get_object_or_404(group.members.exclude(role=GroupRole.HOST), pk=member_id, until=None)
    today = timezone.localdate()
    end_member(actor=request.user, member=member, until=max(member.since, today - timedelta(days=1)))
    messages.success(request, _("%(name)s已退出，以前的记录保留。") % {"name": member.person})
    return redirect("research_groups:members", group.code)


@access.checked("research_groups.can_review_group")
@require_POST
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Store the yearly review."""
    group = _kept(request, code)
    access.require(can_review_group(request.user, group))
    form = ReviewForm(request.POST)
    return _answer(
        request, group, "reviewing", form, lambda: review_group(actor=request.user, group=group, **form.cleaned_data)
    )


def _kept(request: HttpRequest, code: str) -> ResearchGroup:
    group = get_object_or_404(ResearchGroup.objects.with_names(), code=code)
    access.require(can_run_group(request.user, group) and group.dissolved_on is None)
    return group


def _tried(form: Form, write: Callable[[], Any]) -> Any | None:
    """What ``write`` made, or ``None`` with the refusal at its field."""
    try:
        return write()
    except Refusal as refusal:
        refuse_in(form, refusal)
        return None


def _answer(
    request: HttpRequest, group: ResearchGroup, name: str, form: Form, write: Callable[[], Any]
) -> HttpResponse:
    """Back to the members when it is written, else the page with the form as it was typed."""
    if form.is_valid() and _tried(form, write) is not None:
        messages.success(request, _("已保存。"))
        kept = can_run_group(request.user, group) and not group.dissolved_on
        return redirect(reverse("research_groups:members", args=[group.code]) if kept else group.get_absolute_url())
    return _page(request, group, **{name: form})


def _page(request: HttpRequest, group: ResearchGroup, **forms: Form) -> HttpResponse:
    rows = list(group.members.on().select_related("person").order_by("role", "since", "pk"))
    schools = home_organizations([row.person_id for row in rows])
    today = timezone.localdate()
    first = today.year if today.month >= 8 else today.year - 1
    context: dict[str, Any] = {
        "group": group,
        "rows": [
            {"member": row, "school": getattr(schools.get(row.person_id), "label", ""), "is_host": row.role == "host"}
            for row in rows
        ],
        "adding": MemberForm(organization=group.organization),
        "hosting": MemberForm(organization=group.organization, prefix="host")
        if can_manage_groups(request.user, group.organization)
        else None,
        "reviewing": ReviewForm(initial={"year": f"{first - 1}-{first}"})
        if can_review_group(request.user, group)
        else None,
    }
    return render(request, "research_groups/members.html", context | forms)
