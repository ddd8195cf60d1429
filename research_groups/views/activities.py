"""Activities: what do we study, what is still due?"""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.exceptions import Refusal
from core.forms import refuse_in
from materials.constants import Visibility
from materials.services import store_material
from organizations.policies import can_approve_activities
from organizations.querysets import home_organization
from research_groups.activity_page import activity_context
from research_groups.forms import ActivityFilter, DecisionForm, ProductForm
from research_groups.lists import activity_rows
from research_groups.models import Activity, Product, RequiredProduct
from research_groups.policies import can_decide_activity, can_hand_in, can_run_activity, deciding_organizations
from research_groups.services import approve_activity, hand_in, join_activity, return_activity, submit_activity

PER_PAGE = 30


def find(public_id: uuid.UUID) -> Activity:
    """The activity of an address."""
    return get_object_or_404(Activity.objects.shown().with_names(), public_id=public_id)


@access.public
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """Coming activities first; the past ones by choice."""
    form = ActivityFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Activity.objects.past() if chosen.get("when") == "past" else Activity.objects.coming()
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    page = Paginator(rows.with_names(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "research_groups/activity_list.html",
        {"form": form, "page": page, "activities": activity_rows(page.object_list)},
    )


@access.public
@require_safe
def activity(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One activity."""
    return render(request, "research_groups/activity.html", activity_context(request, find(public_id)))


@access.signed_in
@require_POST
def join(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take part."""
    found = find(public_id)
    try:
        join_activity(actor=request.user, activity=found, person=request.user)
        messages.success(request, _("已报名。时间和地点在“我的首页”。"))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@access.checked("research_groups.can_hand_in")
@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, public_id: uuid.UUID, requirement_id: int) -> HttpResponse:
    """Hand a product in, or change one's own."""
    found = find(public_id)
    access.require(can_hand_in(request.user, found))
    requirement = get_object_or_404(RequiredProduct, activity=found, pk=requirement_id)
    own = Product.objects.filter(requirement=requirement, person_id=request.user.pk).first()
    initial = {"title": own.title, "text": own.text} if own else {}
    form = ProductForm(request.POST or None, request.FILES or None, initial=initial, requirement=requirement)
    if request.method == "POST" and form.is_valid() and _handed_in(request, found, form, own):
        messages.success(request, _("%(what)s已上交。") % {"what": requirement.get_kind_display()})
        return redirect(found)
    context = {"activity": found, "requirement": requirement, "form": form, "own": own}
    return render(request, "research_groups/product.html", context)


def _handed_in(request: HttpRequest, activity: Activity, form: ProductForm, own: Product | None) -> bool:
    given = form.cleaned_data
    try:
        material = own.material if own else None
        if given["file"]:
            material = store_material(
                actor=request.user,
                content=given["file"],
                filename=given["file"].name,
                kind=form.material_kind,
                organization=home_organization(request.user),
                visibility=Visibility.OWNER,
            )
        hand_in(
            actor=request.user,
            requirement=form.requirement,
            person=request.user,
            title=given["title"],
            text=given["text"],
            material=material,
        )
    except Refusal as refusal:
        refuse_in(form, refusal)
        return False
    return True


@access.checked("research_groups.can_run_activity")
@require_POST
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand the activity to the institute."""
    found = find(public_id)
    access.require(can_run_activity(request.user, found))
    try:
        submit_activity(actor=request.user, activity=found)
        messages.success(request, _("已送教师进修学院认定。"))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found)


@access.checked("research_groups.can_decide_activity")
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve or return; on a refusal the page comes back with what was typed."""
    found = find(public_id)
    access.require(can_decide_activity(request.user, found))
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            _decide(request.user, found, form.cleaned_data)
            messages.success(request, _("已处理。"))
            return redirect(found)
        except Refusal as refusal:
            refuse_in(form, refusal)
    return render(request, "research_groups/activity.html", activity_context(request, found, decision=form))


def _decide(user: Any, activity: Activity, given: dict[str, Any]) -> None:
    institute = next((one for one in deciding_organizations(activity) if can_approve_activities(user, one)), None)
    if institute is None:
        raise Http404
    if given["decision"] == "approve":
        approve_activity(actor=user, activity=activity, organization=institute, level=given["level"] or "district")
    else:
        return_activity(actor=user, activity=activity, reason=given["reason"])
