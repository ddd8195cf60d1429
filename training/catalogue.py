"""The catalogue of course series: published ones, those that take people in first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import SeriesPage
from courses.series_view import audience_of, hours_text
from training.availability import day_words, opens_at
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
    now = timezone.now()
    open_runs = _first_by_series(open_for_enrolment(now).filter(series__in=shown))
    coming = _next_openings(CourseRun.objects.offered().enrolment_to_come(now).filter(series__in=shown), now)
    ranked = []
    for one in shown:
        if one.pk in open_runs:
            ranked.append((0, {**series_card(open_runs[one.pk]), "summary": one.summary}))
        elif not enrolling:
            ranked.append((1, _coming_card(one, coming[one.pk])) if one.pk in coming else (2, plain_card(one)))
    return [card for _rank, card in sorted(ranked, key=lambda each: each[0])]


def plain_card(series: SeriesPage) -> dict[str, Any]:
    """A series that has no run to enrol in."""
    return {
        "title": series.title,
        "url": f"/series/{series.code}/",
        "status": "",
        "provider": " · ".join(part for part in (series.organization.label, audience_of(series)) if part),
        "summary": series.summary,
        "until": _("%(hours)s，现在没有在招的班期") % {"hours": hours_text(series.minutes)},
    }


def _coming_card(series: SeriesPage, opening: datetime) -> dict[str, Any]:
    words = {"hours": hours_text(series.minutes), "day": day_words(opening.date())}
    return {**plain_card(series), "status": _("即将报名"), "until": _("%(hours)s，%(day)s开始报名") % words}


def _next_openings(runs: Iterable[CourseRun], now: datetime) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for run in runs:
        if opening := opens_at(run, now):
            found[run.series_id] = min(opening, found.get(run.series_id, opening))
    return found


def _first_by_series(runs: Iterable[CourseRun]) -> dict[int, CourseRun]:
    found: dict[int, CourseRun] = {}
    for run in runs:
        found.setdefault(run.series_id, run)
    return found
