"""What is on offer and what is next: open series, the next session and the running courses of a person."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.prepared import prepared
from courses.series_view import audience_of, hours_text
from training.availability import SELF_SERVICE, closes_at, day_words
from training.constants import OPEN_RUN_STATUSES, EnrolmentStatus
from training.models import CourseRun, Enrolment, RunSession


def open_for_enrolment(now: datetime | None = None) -> Any:
    """Approved runs of live series that people may enrol in now, soonest closing first."""
    now = now or timezone.now()
    runs = CourseRun.objects.offered().enrolling(now).filter(mode__in=SELF_SERVICE)
    return runs.select_related("series__subject", "series__stage", "organization").closing_soonest(now)


RUNS_READ = 24  # a series rarely has more than a few open runs at once


@prepared
def _closing_soonest(now: datetime) -> QuerySet[CourseRun]:
    return open_for_enrolment(now)[:RUNS_READ]


def open_series_cards(*, limit: int) -> list[dict[str, Any]]:
    """What ``<c-series-card>`` takes, one card per series."""
    by_series: dict[int, CourseRun] = {}
    for run in _closing_soonest(now=timezone.now()):
        by_series.setdefault(run.series_id, run)
    return [series_card(run) for run in list(by_series.values())[:limit]]


def series_card(run: CourseRun) -> dict[str, Any]:
    """One card: the series with this run's seats."""
    series = run.series
    full = run.capacity is not None and run.taken >= run.capacity
    return {
        "title": series.title,
        "url": f"/series/{series.code}/",
        "status": _("名额已满，可候补") if full else _("正在报名"),
        "status_kind": "notice" if full else "action",
        "provider": " · ".join(part for part in (run.organization.label, audience_of(series)) if part),
        "summary": series.summary,
        "taken": run.taken if run.capacity else None,
        "places": run.capacity,
        "taken_percent": 100 * run.taken / run.capacity if run.capacity else 0,
        "taken_kind": "notice" if full else "",
        "until": _("%(hours)s，报名到%(day)s")
        % {
            "hours": hours_text(series.minutes),
            "day": day_words(closes_at(run, timezone.now()).date()),
        },
    }


def next_session_of(person: Any) -> dict[str, Any] | None:
    """``at``, ``title``, ``place``, ``url`` of the person's next session in a run; ``None`` without one."""
    session = (
        RunSession.objects.filter(
            starts_at__gte=timezone.now(),
            run__status__in=OPEN_RUN_STATUSES,
            run__enrolments__person=person,
            run__enrolments__status=EnrolmentStatus.ENROLLED,
        )
        .select_related("run__series")
        .order_by("starts_at")
        .first()
    )
    if session is None:
        return None
    return {
        "at": session.starts_at,
        "title": f"{session.run.series.title} {session.title}",
        "place": session.place,
        "url": f"/runs/{session.run.public_id}/",
    }


def running_enrolments(person: Any) -> list[dict[str, str]]:
    """Runs in which the person learns now, as lines of ``<c-to-do>``."""
    rows = (
        Enrolment.objects.filter(person=person, status=EnrolmentStatus.ENROLLED, run__status__in=OPEN_RUN_STATUSES)
        .select_related("run__series")
        .order_by("run__ends_on")
    )
    return [
        {
            "label": row.run.series.title,
            "url": f"/runs/{row.run.public_id}/",
            "note": _("%(day)s结课") % {"day": date_format(row.run.ends_on, "MONTH_DAY_FORMAT")},
        }
        for row in rows
    ]
