"""The schools' curricula, the newest first."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import access
from courses.constants import FilingStatus
from courses.models import CurriculumPage

PER_PAGE = 20


@access.public
@require_safe
def curricula(request: HttpRequest) -> HttpResponse:
    """Filed and public curricula by school year and school."""
    found = (
        CurriculumPage.objects.live()
        .public()
        .filter(filing_status=FilingStatus.FILED)
        .select_related("organization")
        .order_by("-school_year", "organization__name")
    )
    years = list(dict.fromkeys(found.values_list("school_year", flat=True)))
    year = request.GET.get("year", "")
    if year in years:
        found = found.filter(school_year=year)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    cards = [_card(curriculum) for curriculum in page.object_list]
    context = {"page": page, "cards": cards, "years": years, "year": year}
    return render(request, "courses/curricula.html", context)


def _card(curriculum: CurriculumPage) -> dict[str, Any]:
    place = {"school": curriculum.organization.label, "year": curriculum.school_year}
    return {
        "title": curriculum.title,
        "url": f"/{curriculum.address_prefix}/{curriculum.code}/",
        "status": _("已备案 %(number)s") % {"number": curriculum.filing_number},
        "status_kind": "done",
        "provider": _("%(school)s，%(year)s学年") % place,
        "summary": curriculum.summary,
    }
