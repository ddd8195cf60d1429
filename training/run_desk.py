"""What organizers do on the page of a run: approving it, and saying who came to a meeting."""

from typing import Any

from courses.constants import UnitKind
from organizations.policies import can_approve_runs, can_manage_runs
from training.constants import OPEN_RUN_STATUSES, SEATED_STATUSES, RunStatus
from training.models import CourseRun, UnitMark
from training.services.completion import units_of


def run_desk(person: Any, run: CourseRun) -> dict[str, Any] | None:
    """``approve`` (bool) and ``meetings`` with everybody who holds a seat; ``None`` for who organizes nothing here."""
    approve = run.status == RunStatus.PROPOSED and can_approve_runs(person, run.organization)
    manage = run.status in (*OPEN_RUN_STATUSES, RunStatus.FINISHED) and can_manage_runs(person, run.organization)
    meetings = _meetings(run) if manage else []
    return {"approve": approve, "meetings": meetings} if approve or meetings else None


def _meetings(run: CourseRun) -> list[dict[str, Any]]:
    units = [unit for unit in units_of(run) if unit.kind == UnitKind.SESSION]
    if not units:
        return []
    seated = run.enrolments.filter(status__in=SEATED_STATUSES).select_related("person", "organization")
    people = list(seated.order_by("organization__name", "person__name", "pk"))
    there = set(UnitMark.objects.filter(unit__in=units, enrolment__in=people).values_list("unit_id", "enrolment_id"))
    return [
        {
            "code": unit.code,
            "title": unit.title,
            "came": sum(1 for each in people if (unit.pk, each.pk) in there),
            "total": len(people),
            "missing": [
                (str(each.public_id), str(each.person), str(each.organization))
                for each in people
                if (unit.pk, each.pk) not in there
            ],
        }
        for unit in units
    ]
