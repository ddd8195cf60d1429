"""The catalogue of course series: published ones, those that take people in first."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import SeriesPage
from courses.series_view import hours_text
from training.availability import day_words
from training.constants import OPEN_RUN_STATUSES
from training.models import CourseRun
from training.offers import open_for_enrolment, series_card


def series_shown(*, stage: Any = None, subject: Any = None, enrolling: bool = False) -> list[dict[str, Any]]:
    """What ``<c-series-card>`` takes, one card per published series: open for enrolment, then coming, then the rest."""
    series = SeriesPage.objects.live().public().select_related("organization", "stage", "subject").order_by("title")
    if stage is not None:
        series = series.filter(Q(stage=stage) | Q(stage=None))
    if subject is not None:
        series = series.filter(Q(subject=subject) | Q(subject=None))
    shown = list(series)
    open_runs = _first_by_series(open_for_enrolment().filter(series__in=shown))
    coming = _first_by_series(
        CourseRun.objects.filter(
            series__in=shown, status__in=OPEN_RUN_STATUSES, enrol_from__gt=timezone.now()
        ).order_by("enrol_from")
    )
    ranked = []
    for one in shown:
        if one.pk in open_runs:
            ranked.append((0, {**series_card(open_runs[one.pk]), "summary": one.summary}))
        elif not enrolling:
            ranked.append((1, _coming_card(one, coming[one.pk])) if one.pk in coming else (2, plain_card(one)))
    return [card for _rank, card in sorted(ranked, key=lambda each: each[0])]


def plain_card(series: SeriesPage) -> dict[str, Any]:
    """A series that has no run to enrol in."""
    audience = f"{series.stage or ''}{series.subject or ''}"
    return {
        "title": series.title,
        "url": f"/series/{series.code}/",
        "status": "",
        "provider": " · ".join(part for part in (series.organization.label, audience) if part),
        "summary": series.summary,
        "until": _("%(hours)s，现在没有在招的班期") % {"hours": hours_text(series.minutes)},
    }


def _coming_card(series: SeriesPage, run: CourseRun) -> dict[str, Any]:
    day = day_words(timezone.localtime(run.enrol_from).date())
    words = {"hours": hours_text(series.minutes), "day": day}
    return {**plain_card(series), "status": _("即将报名"), "until": _("%(hours)s，%(day)s开始报名") % words}


def _first_by_series(runs: Iterable[CourseRun]) -> dict[int, CourseRun]:
    found: dict[int, CourseRun] = {}
    for run in runs:
        found.setdefault(run.series_id, run)
    return found
