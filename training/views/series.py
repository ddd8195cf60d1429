"""The catalogue of series, and enrolling from the page of one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import access
from courses.models import SeriesPage
from training.catalogue import series_shown
from training.forms import SeriesFilterForm
from training.models import CourseRun
from training.policies import can_enrol
from training.views.runs import enrolled

PER_PAGE = 24


@access.public
@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """Which course could I take, and when?"""
    form = SeriesFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    cards = series_shown(
        stage=chosen.get("stage"), subject=chosen.get("subject"), enrolling=chosen.get("enrolling") == "yes"
    )
    page = Paginator(cards, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "training/series_list.html", {"form": form, "page": page})


@access.checked("training.can_enrol")
@require_POST
def enrol_in_series(request: HttpRequest, code: str) -> HttpResponse:
    """Enrol in the chosen run of a series."""
    series = get_object_or_404(SeriesPage.objects.live(), code=code)
    try:
        run = series.runs.select_related("series", "organization").get(public_id=request.POST.get("run", ""))
    except (CourseRun.DoesNotExist, ValidationError) as error:
        if request.POST.get("run"):
            raise Http404 from error
        messages.error(request, _("先选一期再报名。"))
        return redirect(f"/series/{series.code}/")
    access.require(can_enrol(request.user, run))
    return enrolled(request, run, otherwise=f"/series/{series.code}/")
