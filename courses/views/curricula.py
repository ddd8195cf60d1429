"""The schools' curricula, the newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
    context = {"page": page, "years": years, "year": year}
    return render(request, "courses/curricula.html", context)
