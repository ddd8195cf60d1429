"""A school's staff records: the roster, one teacher, the spreadsheet, reminders."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import access
from core.access import require
from core.exports import xlsx_response
from organizations.models import Organization
from organizations.policies import can_export_staff, can_remind_staff, can_view_staff
from training.claims_list import claims_waiting
from training.forms import StaffFilterForm
from training.hours_page import hours_page
from training.models import Enrolment, Evidence
from training.reminder import body_for, group_text
from training.services import remind_staff
from training.services.reminders import recently_reminded
from training.staff import find_member, roster
from training.staff_page import definition, export_columns, export_rows, printed_rows, tiles
from training.staff_shapes import Roster, StaffFilters, StaffRow

ROWS_PER_PAGE = 50


@access.checked("organizations.can_view_staff")
def staff(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """Who will fall short, and who can still be helped?"""
    school = _school(school_id)
    require(can_view_staff(request.user, school))
    everybody = roster(school)
    form, filters = _filters(request, everybody)
    rows = [row for row in everybody.rows if filters.keep(row)]
    shown = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "school": school,
        "roster": everybody,
        "terms": everybody.terms,
        "days": (everybody.terms.year_last - everybody.day).days if everybody.terms else 0,
        "hosts": sum(1 for row in everybody.rows if row.post == "host"),
        "tiles": tiles(everybody, request.GET, filters.status),
        "form": form,
        "rows": printed_rows(shown, school.public_id),
        "listed": shown,
        "filtered": filters != StaffFilters(),
        "definition": definition(everybody),
        "remind": _remind(request, school, everybody),
        "query": request.GET.urlencode(),
        "claims": claims_waiting(school).count(),
        "can_export": can_export_staff(request.user, school),
    }
    return render(request, "training/staff.html", context)


@access.checked("organizations.can_view_staff")
def staff_detail(request: HttpRequest, school_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """One teacher of the school: hours with their proof, enrolments, claims."""
    school = _school(school_id)
    require(can_view_staff(request.user, school))
    person = find_member(school, person_id)
    require(person is not None)
    page = hours_page(person, year=request.GET.get("year", ""))
    row = next((each for each in roster(school).rows if each.public_id == person_id), None)
    context = {
        "school": school,
        "person": person,
        "page": page,
        "row": printed_rows([row], school.public_id)[0] if row else None,
        "enrolments": Enrolment.objects.filter(person=person)
        .select_related("run__series", "organization")
        .order_by("-enrolled_at")[:20],
        "evidence": Evidence.objects.filter(person=person).order_by("-occurred_on", "-id")[:12],
    }
    return render(request, "training/staff_detail.html", context)


@access.checked("organizations.can_export_staff")
def export(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """The rows of the page, filters kept, as a spreadsheet."""
    school = _school(school_id)
    require(can_export_staff(request.user, school))
    everybody = roster(school)
    _form, filters = _filters(request, everybody)
    return xlsx_response(
        actor=request.user,
        action="staff.exported",
        target=school,
        organization_id=school.pk,
        filename=_("%(school)s教师学时%(day)s.xlsx") % {"school": school.label, "day": everybody.day.isoformat()},
        sheet=_("教师学时"),
        columns=export_columns(everybody.terms),
        rows=export_rows(row for row in everybody.rows if filters.keep(row)),
        notes=definition(everybody),
    )


@access.checked("organizations.can_remind_staff")
@require_POST
def remind(request: HttpRequest, school_id: uuid.UUID) -> HttpResponse:
    """Remind everybody who falls short."""
    school = _school(school_id)
    require(can_remind_staff(request.user, school))
    report = remind_staff(actor=request.user, school=school)
    if report.sent:
        text = _("已发给%(sent)s人，每人只看到自己的数。") % {"sent": report.sent}
        if report.skipped:
            text += _("另外%(skipped)s人3天内提醒过，没有再发。") % {"skipped": report.skipped}
        messages.success(request, text)
    else:
        messages.warning(request, _("没有发送：这些老师3天内都提醒过，或者没有人需要提醒。"))
    return redirect("training:staff", school_id=school_id)


def _school(school_id: uuid.UUID) -> Organization:
    return get_object_or_404(Organization.objects.schools(), public_id=school_id)


def _filters(request: HttpRequest, everybody: Roster) -> tuple[StaffFilterForm, StaffFilters]:
    form = StaffFilterForm(request.GET, subjects=everybody.subjects())
    form.is_valid()
    data = form.cleaned_data  # an unknown value is left out by the form: no filter
    return form, StaffFilters(
        q=data.get("q", "").strip(),
        status=data.get("status", ""),
        subject=data.get("subject", ""),
        post=data.get("post", ""),
    )


def _remind(request: HttpRequest, school: Organization, everybody: Roster) -> dict[str, Any] | None:
    short: list[StaffRow] = [row for row in everybody.rows if row.short and row.terms is not None]
    if not short or everybody.terms is None or not can_remind_staff(request.user, school):
        return None
    example = short[0]
    recent = len(recently_reminded(school) & {row.person_id for row in short})
    note = _("这是%(name)s会收到的样子。") % {"name": example.name}
    if recent:
        note += _("其中%(recent)s人3天内提醒过，不再重复。") % {"recent": recent}
    values = {"count": len(short)}
    return {
        "summary": _("还有%(count)s人没有报够") % values,
        "action": _("提醒这%(count)s人") % values,
        "example": body_for(example, everybody, example.terms) if example.terms else "",
        "example_note": note,
        "send_url": f"/school/{school.public_id}/staff/remind/",
        "send_label": _("发给这%(count)s人") % values,
        "group_text": group_text(everybody, everybody.terms, str(request.user)),
    }
