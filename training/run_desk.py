"""What organizers do on the page of a run: approving it, sending it back, and saying who came to a meeting."""

from typing import Any

from django.urls import reverse

from courses.constants import UnitKind
from organizations.policies import can_approve_runs, can_manage_runs
from training.constants import DRAFT_RUN_STATUSES, OPEN_RUN_STATUSES, SEATED_STATUSES, RunStatus
from training.models import CourseRun, UnitMark
from training.policies import can_view_runs
from training.services.completion import units_of


def run_desk(person: Any, run: CourseRun) -> dict[str, Any] | None:
    """``approve`` (bool), ``meetings`` with everybody who holds a seat, ``roster`` and ``edit`` (addresses) and the
    ``note`` a proposal was returned with; ``None`` for who organizes nothing here."""
    if not can_view_runs(person, run.organization):
        return None
    approve = run.status == RunStatus.PROPOSED and can_approve_runs(person, run.organization)
    edit = run.status in DRAFT_RUN_STATUSES and can_manage_runs(person, run.organization)
    manage = run.status in (*OPEN_RUN_STATUSES, RunStatus.FINISHED) and can_manage_runs(person, run.organization)
    meetings = _meetings(run) if manage else []
    return {
        "approve": approve,
        "meetings": meetings,
        "roster": reverse("training:run_roster", args=[run.public_id]),
        "edit": reverse("training:edit_run", args=[run.public_id]) if edit else "",
        "note": run.decision_note if run.status in (RunStatus.RETURNED, RunStatus.CANCELLED) else "",
    }


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
