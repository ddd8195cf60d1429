"""Who is in a run, for its organizer: status, attendance and completion of every teacher."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.constants import UnitKind
from training.constants import Consent, EnrolmentStatus
from training.models import CourseRun, Enrolment
from training.services.completion import units_of

STATUS_KINDS = {
    EnrolmentStatus.ENROLLED: "action",
    EnrolmentStatus.WAITING: "notice",
    EnrolmentStatus.COMPLETED: "done",
    EnrolmentStatus.WITHDRAWN: "",
}
STATUS_ORDER = (
    EnrolmentStatus.ENROLLED,
    EnrolmentStatus.WAITING,
    EnrolmentStatus.COMPLETED,
    EnrolmentStatus.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Roster:
    """Rows of the run and how many stand where."""

    enrolments: QuerySet[Enrolment]
    units: int
    meetings: int


def run_roster(run: CourseRun, *, status: str = "") -> Roster:
    """The enrolments of ``run`` with what a row prints; ``status`` narrows them."""
    units = units_of(run)
    meetings = [unit.pk for unit in units if unit.kind == UnitKind.SESSION]
    rows = run.enrolments.select_related("person", "organization", "nominated_by").annotate(
        units_done=Count(
            "progress",
            filter=Q(progress__completed_at__isnull=False, progress__unit__in=[unit.pk for unit in units]),
            distinct=True,
        ),
        meetings_attended=Count("marks", filter=Q(marks__unit__in=meetings), distinct=True),
    )
    if status in EnrolmentStatus:
        rows = rows.filter(status=status)
    return Roster(rows.order_by("organization__name", "person__name", "pk"), len(units), len(meetings))


def roster_rows(roster: Roster, shown: Any) -> list[dict[str, Any]]:
    """What a page of the roster prints."""
    return [
        {
            "name": str(each.person),
            "school": each.organization.label,
            "how": _("学校报送") if each.nominated_by_id else _("自主报名"),
            "at": f"{timezone.localtime(each.enrolled_at):%Y-%m-%d %H:%M}",
            "status": each.get_status_display(),
            "status_kind": STATUS_KINDS[EnrolmentStatus(each.status)],
            "consent": _consent(each),
            "attended": f"{each.meetings_attended}／{roster.meetings}" if roster.meetings else "—",
            "done": f"{each.units_done}／{roster.units}" if roster.units else "—",
            "completed": f"{timezone.localtime(each.completed_at):%Y-%m-%d}" if each.completed_at else "—",
        }
        for each in shown
    ]


def status_tiles(run: CourseRun, chosen: str) -> list[dict[str, Any]]:
    """How many stand where, as ``<c-status-split>`` takes them; each leads to those rows."""
    counted = dict(run.enrolments.values_list("status").annotate(Count("pk")))
    kinds = {
        EnrolmentStatus.ENROLLED: "normal",
        EnrolmentStatus.WAITING: "notice",
        EnrolmentStatus.COMPLETED: "done",
        EnrolmentStatus.WITHDRAWN: "exempt",
    }
    return [
        {
            "kind": kinds[status],
            "count": counted.get(status, 0),
            "label": str(status.label),
            "url": "?" if chosen == status else f"?status={status.value}",
            "current": chosen == status,
        }
        for status in STATUS_ORDER
    ]


def _consent(enrolment: Enrolment) -> str:
    return "" if enrolment.consent == Consent.NOT_ASKED else str(enrolment.get_consent_display())
