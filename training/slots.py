"""What training prints into pages of lower apps."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from core.slots import provide
from courses.models import SeriesPage
from training.constants import OPEN_RUN_STATUSES, EnrolmentStatus
from training.enrol_card import enrol_card
from training.models import CourseRun, Enrolment
from training.services.enrolment import ACTIVE

BEST_FIRST = (EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING, EnrolmentStatus.COMPLETED)


def series_runs(request: HttpRequest, shown: list[SeriesPage]) -> dict[int, Any]:
    """``series.runs``: the enrolment card of a series, nothing for one without runs."""
    answers = {}
    for series in shown:
        enrolment = own_enrolment(request.user, series)
        runs = choosable_runs(series)
        if not runs and enrolment is None:
            continue
        shown_card = enrol_card(request.user, runs, enrolment, action=f"/series/{series.code}/enrol/")
        answers[series.pk] = render_to_string("training/parts/enrol_card.html", shown_card, request=request)
    return answers


def choosable_runs(series: SeriesPage) -> list[CourseRun]:
    """Approved runs whose enrolment is not over, soonest first."""
    runs = CourseRun.objects.filter(series=series, status__in=OPEN_RUN_STATUSES, enrol_until__gte=timezone.now())
    return list(runs.select_related("series").prefetch_related("sessions").order_by("starts_on", "number"))


def own_enrolment(person: Any, series: SeriesPage) -> Enrolment | None:
    """The person's place in a run of the series; one that goes on before one that is completed."""
    if not getattr(person, "pk", None):
        return None
    rows = Enrolment.objects.filter(person=person, run__series=series, status__in=ACTIVE).select_related("run__series")
    going_on = [row for row in rows if row.status == EnrolmentStatus.COMPLETED or row.run.status in OPEN_RUN_STATUSES]
    return min(going_on, key=lambda row: BEST_FIRST.index(EnrolmentStatus(row.status)), default=None)


def connect() -> None:
    """Register the providers; called from ``apps.ready()``."""
    provide("series.runs", series_runs)
