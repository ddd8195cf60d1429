"""Deciding about many at once: claims of a school or a district, enrolments that ask for a school's word, and undo."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core import access
from core.forms import uuids_of
from core.refusals import refusal_told
from organizations.constants import OrganizationKind
from organizations.models import Organization
from training.certifiers import certifies_for, decided_above
from training.claims_list import (
    claim_rows,
    claims_of,
    consents_of,
    narrowed,
    recent_decisions,
    schools_of,
)
from training.constants import DecisionKind
from training.forms import ClaimFilterForm
from training.models import DecisionBatch, Evidence
from training.policies import (
    can_consent,
    can_decide_claims,
    can_decide_evidence,
    can_undo_decisions,
    can_view_claims,
    can_view_enrolments,
)
from training.services import decide_claims, decide_enrolments, undo_decisions
from training.services.decisions import ACCEPT, REFUSE, RETURN, Decided

PER_PAGE = 50
MOST_DECIDED = 200


@access.checked("training.can_view_claims")
def school_claims(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """What have our teachers handed in, and is it right?"""
    school = get_object_or_404(Organization.objects.schools(), public_id=school_id)
    return _claims(request, school)


@access.checked("training.can_view_claims")
def district_claims(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """What do the schools of the district hand in that we certify?"""
    places = Organization.objects.exclude(kind=OrganizationKind.SCHOOL)
    return _claims(request, get_object_or_404(places, public_id=organization_id))


@access.checked("training.can_view_enrolments")
def school_enrolments(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """Who of us enrolled and waits for the school's word?"""
    school = get_object_or_404(Organization.objects.schools(), public_id=school_id)
    access.require(can_view_enrolments(request.user, school))
    decides = can_consent(request.user, school)
    asked = consents_of(school)
    if request.method == "POST":
        access.require(decides)
        chosen = list(asked.filter(public_id__in=_ids(request)))
        own = [each for each in chosen if each.person_id == request.user.pk]
        if own:
            messages.warning(request, _("自己的报名由别人处理。"))
        _decide(
            request,
            lambda verdict, reason: decide_enrolments(
                actor=request.user,
                organization=school,
                enrolments=[each for each in chosen if each not in own],
                verdict=verdict,
                reason=reason,
            ),
            chosen=len(chosen) - len(own),
            allowed=(ACCEPT, REFUSE),
        )
        return redirect(request.get_full_path())
    page = Paginator(asked, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "school": school,
        "page": page,
        "decides": decides,
        "own": request.user.pk,
        "recent": recent_decisions(school, DecisionKind.ENROLMENTS) if decides else [],
        "actions": [
            {"value": REFUSE, "label": _("不同意"), "more": _("并说明"), "secondary": True},
            {"value": ACCEPT, "label": _("同意"), "more": _("选中的")},
        ],
    }
    return render(request, "training/school_enrolments.html", context)


@access.checked("training.can_undo_decisions")
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a batch back, within a day."""
    batch = get_object_or_404(DecisionBatch.objects.select_related("organization", "actor"), public_id=public_id)
    access.require(can_undo_decisions(request.user, batch))
    with refusal_told(request):
        undone = undo_decisions(actor=request.user, batch=batch)
        if undone.done:
            said = ngettext("已撤回%(n)s件，重新等待处理。", "已撤回%(n)s件，重新等待处理。", undone.done)
            messages.success(request, said % {"n": undone.done})
        _say_refused(request, undone)
    return redirect(_back(request, batch))


def say_decided(request: HttpRequest, decided: Decided, verdict: str) -> None:
    """Tell what became of a batch, line by line where something was refused."""
    n = decided.done - decided.passed_on
    claims = decided.batch is None or decided.batch.kind == DecisionKind.CLAIMS
    if n and verdict == ACCEPT and claims:
        said = ngettext("已认定%(n)s件，每件单独留有记录。", "已认定%(n)s件，每件单独留有记录。", n)
    elif n and verdict == ACCEPT:
        said = ngettext("已同意%(n)s人报名，每人单独留有记录。", "已同意%(n)s人报名，每人单独留有记录。", n)
    elif n and verdict == RETURN:
        said = ngettext("已退回%(n)s件，对方更正后可以重交。", "已退回%(n)s件，对方更正后可以重交。", n)
    elif n and claims:
        said = ngettext("%(n)s件不予认定，已告诉本人原因。", "%(n)s件不予认定，已告诉本人原因。", n)
    else:
        said = ngettext("%(n)s人的报名没有同意，名额已让出。", "%(n)s人的报名没有同意，名额已让出。", n)
    if n:
        messages.success(request, said % {"n": n} + _("24小时内可以撤回。"))
    if decided.passed_on:
        m = decided.passed_on
        passed = ngettext("%(n)s件已核对，等上级认定。", "%(n)s件已核对，等上级认定。", m)
        messages.success(request, passed % {"n": m})
    _say_refused(request, decided)


def _claims(request: HttpRequest, organization: Organization) -> HttpResponse:
    access.require(can_view_claims(request.user, organization))
    decides = _decides(request.user, organization)
    claims = claims_of(organization)
    if request.method == "POST":
        access.require(decides)
        chosen = list(claims.filter(public_id__in=_ids(request)))
        allowed = [each for each in chosen if can_decide_evidence(request.user, each)]
        if len(allowed) < len(chosen):
            messages.warning(request, _("自己的申报由别人处理。"))
        _decide(
            request,
            lambda verdict, reason: decide_claims(
                actor=request.user, organization=organization, evidence=allowed, verdict=verdict, reason=reason
            ),
            chosen=len(allowed),
            allowed=(ACCEPT, RETURN, REFUSE),
        )
        return redirect(request.get_full_path())
    return render(request, "training/claims.html", _claims_context(request, organization, decides))


def _claims_context(request: HttpRequest, organization: Organization, decides: bool) -> dict[str, Any]:
    of_school = organization.kind == OrganizationKind.SCHOOL
    form = ClaimFilterForm(request.GET, schools=None if of_school else schools_of(organization))
    form.is_valid()
    listed = narrowed(claims_of(organization), form.cleaned_data, of_school=of_school)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    shown: list[Evidence] = list(page)
    return {
        "organization": organization,
        "of_school": of_school,
        "form": form,
        "page": page,
        "decides": decides,
        "rows": claim_rows(
            shown,
            above=decided_above(shown) if of_school else set(),
            deciding=request.user,
            of_school=of_school,
        ),
        "recent": recent_decisions(organization, DecisionKind.CLAIMS) if decides else [],
        "actions": [
            {"value": REFUSE, "label": _("不予认定"), "secondary": True},
            {"value": RETURN, "label": _("退回"), "more": _("并说明"), "secondary": True},
            {"value": ACCEPT, "label": _("同意"), "more": _("选中的")},
        ],
    }


def _decides(user: Any, organization: Organization) -> bool:
    """A school's claims are decided by its leaders here; who certifies above it has a list of their own."""
    if organization.kind == OrganizationKind.SCHOOL:
        return can_decide_claims(user, organization) and can_consent(user, organization)
    return certifies_for(user, organization)


def _decide(request: HttpRequest, decide: Any, *, chosen: int, allowed: tuple[str, ...]) -> None:
    verdict = request.POST.get("do", "")
    if not chosen or verdict not in allowed:
        messages.warning(request, _("先勾选要处理的。"))
        return
    with refusal_told(request):
        say_decided(request, decide(verdict, request.POST.get("reason", "")), verdict)


def _say_refused(request: HttpRequest, decided: Decided) -> None:
    for message in dict.fromkeys(decided.refused):
        messages.error(request, message)


def _ids(request: HttpRequest) -> list[uuid.UUID]:
    return uuids_of(request.POST.getlist("item")[:MOST_DECIDED])


def _back(request: HttpRequest, batch: DecisionBatch) -> str:
    """Where the button stood, else the list of its organization."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    key = batch.organization.public_id
    if batch.kind == DecisionKind.ENROLMENTS:
        return f"/school/{key}/enrolments/"
    of_school = batch.organization.kind == OrganizationKind.SCHOOL
    return f"/school/{key}/claims/" if of_school else f"/district/{key}/claims/"
