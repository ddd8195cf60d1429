"""The two desks of a school curriculum's way to its filing: the school's, and the institute's or bureau's."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.refusals import refusal_told
from courses.curriculum_actions import ACTIONS, district_actions, school_actions
from courses.curriculum_addresses import school_address
from courses.curriculum_desk import (
    begin_address,
    desk,
    school_years,
    submission_row,
    submissions,
    years_to_begin,
)
from courses.filing_filters import FilingFilterForm, narrowed
from courses.forms import BeginCurriculumForm
from courses.models import CurriculumPage
from courses.policies import (
    can_edit_page,
    can_view_filings,
    can_view_school_curricula,
    can_view_submission,
)
from courses.services import begin_curriculum
from organizations.constants import OrganizationKind
from organizations.models import Organization
from organizations.policies import can_prepare_curriculum

PER_PAGE = 30


@access.checked("courses.can_view_school_curricula")
@require_http_methods(["GET", "HEAD", "POST"])
def school_curriculum(request: HttpRequest, school_id: uuid.UUID, code: str = "") -> HttpResponse:
    """我校课程方案: the newest plan or the one of the address; where it stands, what it lacks, what can be done."""
    school = _school(request, school_id)
    plans = school_years(school)
    prepares = can_prepare_curriculum(request.user, school)
    begin = (
        {
            "form": BeginCurriculumForm(years=years),
            "url": begin_address(school),
        }
        if prepares and (years := years_to_begin(school))
        else None
    )
    wanted = code or (plans[0]["code"] if plans else "")
    if not wanted:
        return render(request, "courses/school_without_curriculum.html", {"school": school, "begin": begin})
    curriculum = _plan(wanted, organization=school)
    offered = _forms(school_actions(request.user, curriculum))
    if request.method == "POST" and _acted(request, curriculum, offered):
        return redirect(school_address(curriculum))
    context = {
        **desk(request, curriculum, of_school=True),
        "of_school": True,
        "forms": offered,
        "plans": [{**each, "current": each["code"] == curriculum.code} for each in plans],
        "begin": begin,
        "edits": can_edit_page(request.user, curriculum),
    }
    return render(request, "courses/curriculum_desk.html", context)


@access.checked("organizations.can_prepare_curriculum")
@require_POST
def begin(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """A draft for another school year, from the text of the year before."""
    school = get_object_or_404(Organization.objects.schools().select_related("page"), public_id=school_id)
    access.require(can_prepare_curriculum(request.user, school))
    form = BeginCurriculumForm(request.POST, years=years_to_begin(school))
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("courses:school_curricula", school_id)
    with refusal_told(request):
        begun = begin_curriculum(organization=school, actor=request.user, school_year=form.cleaned_data["school_year"])
        return redirect(school_address(begun))
    return redirect("courses:school_curricula", school_id)


@access.checked("courses.can_view_filings")
@require_safe
def filings(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """What did schools hand in, and by when must it be answered?"""
    organization = _office(request, organization_id)
    found = submissions(organization)
    form = FilingFilterForm(request.GET, years=sorted(set(found.values_list("school_year", flat=True)), reverse=True))
    page = Paginator(narrowed(found, form), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "page": page,
        "rows": [submission_row(organization, each) for each in page.object_list],
        "form": form,
    }
    return render(request, "courses/filings.html", context)


@access.checked("courses.can_view_submission")
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, organization_id: uuid.UUID, code: str) -> HttpResponse:
    """One plan as the school handed it in: what changed since last year, and the decision."""
    organization = _office(request, organization_id)
    curriculum = _plan(code, pk__in=submissions(organization).values("pk"))
    access.require(can_view_submission(request.user, curriculum))
    offered = _forms(district_actions(request.user, curriculum))
    if request.method == "POST" and _acted(request, curriculum, offered):
        return redirect("courses:filings", organization_id)
    context = {
        **desk(request, curriculum, of_school=False),
        "of_school": False,
        "organization": organization,
        "forms": offered,
    }
    return render(request, "courses/curriculum_desk.html", context)


def _school(request: HttpRequest, school_id: uuid.UUID) -> Organization:
    school: Organization = get_object_or_404(Organization.objects.schools(), public_id=school_id)
    access.require(can_view_school_curricula(request.user, school))
    return school


def _office(request: HttpRequest, organization_id: uuid.UUID) -> Organization:
    offices = Organization.objects.exclude(kind=OrganizationKind.SCHOOL)
    organization: Organization = get_object_or_404(offices, public_id=organization_id)
    access.require(can_view_filings(request.user, organization))
    return organization


def _plan(code: str, **where: Any) -> CurriculumPage:
    plan: CurriculumPage = get_object_or_404(CurriculumPage.objects.select_related("organization"), code=code, **where)
    return plan


def _forms(actions: list[str]) -> dict[str, forms.Form]:
    return {name: ACTIONS[name].form(auto_id=f"{name}-%s") for name in actions}


def _acted(request: HttpRequest, curriculum: CurriculumPage, offered: dict[str, forms.Form]) -> bool:
    """Whether what was asked for is done; else the form in ``offered`` says why not. Anything not offered is 404."""
    name = request.POST.get("do", "")
    access.require(name in offered)
    form = offered[name] = ACTIONS[name].form(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        return False
    with refusal_told(request, form):
        ACTIONS[name].run(curriculum=curriculum, actor=request.user, **form.cleaned_data)
        messages.success(request, ACTIONS[name].done)
        return True
    return False
