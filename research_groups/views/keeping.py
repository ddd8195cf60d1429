"""Keeping a group: found it, change its facts, review its year."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import access
from organizations.models import Organization
from organizations.policies import can_manage_groups
from research_groups.constants import ReviewResult
from research_groups.group_forms import GroupForm, ReviewForm
from research_groups.models import ResearchGroup
from research_groups.policies import can_review_group, can_run_group
from research_groups.services import change_group, create_group, review_group
from research_groups.views.answers import tried


@access.checked("organizations.can_manage_groups")
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """Found a group of an organization."""
    organization = get_object_or_404(Organization, public_id=organization_id)
    access.require(can_manage_groups(request.user, organization))
    form = GroupForm(request.POST or None, organization=organization)
    if request.method == "POST" and form.is_valid():
        saved = tried(form, lambda: create_group(actor=request.user, organization=organization, **form.cleaned_data))
        if saved is not None:
            messages.success(request, _("已建立。接下来添加成员、安排活动。"))
            return redirect("research_groups:members", saved.code)
    return render(request, "research_groups/group_form.html", {"form": form, "organization": organization})


@access.checked("research_groups.can_run_group")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a group's name, aim, plan and term."""
    group = kept(request, code)
    form = GroupForm(request.POST or None, organization=group.organization, group=group)
    if request.method == "POST" and form.is_valid():
        # A fresh object: a refused change must not show on the page that comes back.
        fresh = ResearchGroup.objects.get(pk=group.pk)
        if tried(form, lambda: change_group(actor=request.user, group=fresh, **form.cleaned_data)) is not None:
            messages.success(request, _("已保存。"))
            return redirect(group)
    context = {"form": form, "group": group, "organization": group.organization}
    return render(request, "research_groups/group_form.html", context)


@access.checked("research_groups.can_review_group")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Store the yearly review; 不合格 ends the group, so it is asked for twice."""
    group = kept(request, code)
    access.require(can_review_group(request.user, group))
    form = ReviewForm(request.POST or None)
    asks = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asks = given["result"] == ReviewResult.FAILED and "sure" not in request.POST
        if not asks and tried(form, lambda: review_group(actor=request.user, group=group, **given)) is not None:
            messages.success(request, _("已保存%(year)s学年的考核。") % {"year": given["year"]})
            return redirect(group)
    context = {
        "group": group,
        "form": form,
        "asks": asks and not form.errors,
        "reviews": group.reviews.select_related("reviewer").order_by("-year"),
        "open_activities": group.activities.open().count(),
    }
    return render(request, "research_groups/review.html", context)


def kept(request: HttpRequest, code: str) -> ResearchGroup:
    """The standing group of an address, for who runs it; 404 otherwise."""
    group = get_object_or_404(ResearchGroup.objects.with_names(), code=code)
    access.require(can_run_group(request.user, group) and group.dissolved_on is None)
    return group
