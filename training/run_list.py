"""Runs as their organizer and their approver list them: what needs a step, how full each is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import Organization
from organizations.querysets import remit_of
from training.constants import OPEN_RUN_STATUSES, EnrolmentStatus, RunStatus
from training.models import CourseRun

STATUS_KINDS = {
    RunStatus.PROPOSED: "notice",
    RunStatus.RETURNED: "danger",
    RunStatus.APPROVED: "action",
    RunStatus.RUNNING: "action",
    RunStatus.FINISHED: "",
    RunStatus.CANCELLED: "danger",
}
WARN_DAYS = 7  # how long before enrolment ends an organizer is warned that a run may not fill


def runs_of(organization: Organization) -> QuerySet[CourseRun]:
    """Every run of the organization with what a row prints, soonest start last."""
    return _listed(CourseRun.objects.filter(organization=organization))


def runs_to_approve(bureau: Organization) -> QuerySet[CourseRun]:
    """Runs of everybody below the bureau's remit, those that wait for approval first."""
    below = Organization.objects.under(remit_of(bureau)).exclude(pk=remit_of(bureau).pk)
    return _listed(CourseRun.objects.filter(organization__in=below))


def rows_of(runs: Sequence[CourseRun], *, with_organization: bool = False) -> list[dict[str, Any]]:
    """One row each: name, days, seats and what the organizer should know about them."""
    return [
        {
            "name": str(run),
            "url": reverse("training:run", args=[run.public_id]),
            "sub": " · ".join(
                part for part in (run.organization.label if with_organization else "", run.get_mode_display()) if part
            ),
            "enrol": _("%(first)s—%(last)s")
            % {"first": _day(run.enrol_from), "last": _day(run.second_until or run.enrol_until)},
            "days": _("%(first)s—%(last)s") % {"first": run.starts_on.isoformat(), "last": run.ends_on.isoformat()},
            "taken": run.taken,
            "seats": run.capacity,
            "seats_text": _("%(taken)s／%(seats)s人")
            % {"taken": run.taken, "seats": run.capacity if run.capacity is not None else _("不限")},
            "percent": 100 * run.taken / run.capacity if run.capacity else 0,
            "status": run.get_status_display(),
            "status_kind": STATUS_KINDS[RunStatus(run.status)],
            "fill": fill_words(run, run.waiting_count),  # type: ignore[attr-defined] # annotated by _listed()
            "fill_kind": "notice" if underfilled(run) else "",
            "roster_url": reverse("training:run_roster", args=[run.public_id]),
        }
        for run in runs
    ]


def underfilled(run: CourseRun) -> bool:
    """Whether an open run has fewer than it takes and its enrolment is about to end, or has ended."""
    if run.minimum is None or run.status not in OPEN_RUN_STATUSES or run.taken >= run.minimum:
        return False
    return (run.second_until or run.enrol_until) - timezone.now() <= timedelta(days=WARN_DAYS)


def fill_words(run: CourseRun, waiting: int) -> str:
    """What its organizer should know about the seats; nothing where all is usual."""
    if underfilled(run):
        missing = (run.minimum or 0) - run.taken
        return ngettext("还差%(n)s人才够开班", "还差%(n)s人才够开班", missing) % {"n": missing}
    if waiting:
        return ngettext("已满，候补%(n)s人", "已满，候补%(n)s人", waiting) % {"n": waiting}
    if run.capacity is not None and run.taken >= run.capacity:
        return _("已满")
    return ""


def _listed(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    waiting = Count("enrolments", filter=Q(enrolments__status=EnrolmentStatus.WAITING))
    return runs.select_related("series", "organization").annotate(waiting_count=waiting).order_by("-starts_on", "-pk")


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "MONTH_DAY_FORMAT")
