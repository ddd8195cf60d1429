"""Who may do what with evidence and hours; rosters are ``organizations.policies``."""

from typing import Any

from core.access import policy
from courses.policies import can_open_page
from organizations.constants import SCHOOL_LEADING_ROLES
from organizations.models import Organization
from organizations.policies import can_approve_runs, can_certify_hours, can_manage_runs, can_view_staff, holds
from training.constants import SEATED_STATUSES, RunStatus
from training.models import CourseRun, Enrolment, Evidence


@policy
def can_view_hours(user: Any, person: Any, organization: Organization) -> bool:
    """Hours of ``person`` as a teacher of ``organization``: themself, and who may see that roster."""
    if user.pk == person.pk:
        return True
    return can_view_staff(user, organization)


@policy
def can_view_evidence(user: Any, evidence: Evidence) -> bool:
    """What was handed in, proofs included: the person, the school of that day, and who certifies above it."""
    if user.pk == evidence.person_id:
        return True
    return can_view_staff(user, evidence.organization) or can_certify_hours(user, evidence.organization)


@policy
def can_decide_claims(user: Any, organization: Organization) -> bool:
    """Certifying or returning what teachers of ``organization`` claim: its leaders, and who certifies above it."""
    return holds(user, organization, SCHOOL_LEADING_ROLES) or can_certify_hours(user, organization)


@policy
def can_decide_evidence(user: Any, evidence: Evidence) -> bool:
    """Nobody decides about their own evidence."""
    return user.pk != evidence.person_id and can_decide_claims(user, evidence.organization)


def can_view_run(user: Any, run: CourseRun) -> bool:
    """A run is as public as its series once it is approved; before, it is known to who proposes and who approves."""
    if run.status != RunStatus.PROPOSED:
        return can_open_page(user, run.series) or _has_place(user, run)
    return can_manage_runs(user, run.organization) or can_approve_runs(user, run.organization)


@policy
def can_enrol(user: Any, run: CourseRun) -> bool:
    """Any person who may see the run; whether it takes people in is for the service to say, with the reason."""
    return can_view_run(user, run)


@policy
def can_learn(user: Any, enrolment: Enrolment) -> bool:
    """The units of a run open for those who hold a seat in it, also to look again when it is over."""
    return (
        user.pk == enrolment.person_id
        and enrolment.status in SEATED_STATUSES
        and enrolment.run.status not in (RunStatus.PROPOSED, RunStatus.CANCELLED)
    )


def _has_place(user: Any, run: CourseRun) -> bool:
    return bool(getattr(user, "pk", None)) and run.enrolments.filter(person=user).exists()
