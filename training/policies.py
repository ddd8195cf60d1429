"""Who may do what with evidence and hours; rosters are ``organizations.policies``."""

from typing import Any

from core.access import policy
from courses.policies import can_open_page
from organizations.constants import SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.models import Organization
from organizations.policies import (
    CERTIFYING_ROLES,
    READING_ROLES,
    can_certify_hours,
    can_manage_runs,
    can_view_staff,
    holds,
    oversees,
)
from training.constants import DRAFT_RUN_STATUSES, SEATED_STATUSES, Consent, RunStatus
from training.models import CourseRun, DecisionBatch, Enrolment, Evidence


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


@policy
def can_view_claims(user: Any, organization: Organization) -> bool:
    """The list of claims: a school's for who may see its roster or certify for it, an institute's or bureau's for who
    certifies there and for its auditors."""
    if organization.kind == OrganizationKind.SCHOOL:
        return can_view_staff(user, organization) or can_decide_claims(user, organization)
    return holds(user, organization, (*CERTIFYING_ROLES, Role.AUDITOR))


@policy
def can_consent(user: Any, school: Organization) -> bool:
    """Saying yes or no to enrolments that ask for the school's word: its leaders."""
    return holds(user, school, SCHOOL_LEADING_ROLES)


@policy
def can_nominate(user: Any, school: Organization) -> bool:
    """Sending teachers into runs in the name of the school: its leaders."""
    return holds(user, school, SCHOOL_LEADING_ROLES)


@policy
def can_view_enrolments(user: Any, school: Organization) -> bool:
    """Who of the school is in which run: who may see its roster."""
    return can_view_staff(user, school)


@policy
def can_undo_decisions(user: Any, batch: DecisionBatch) -> bool:
    """Taking a decision back: whoever may decide for that organization today."""
    school = batch.organization.kind == OrganizationKind.SCHOOL
    return holds(user, batch.organization, SCHOOL_LEADING_ROLES if school else CERTIFYING_ROLES)


@policy
def can_view_runs(user: Any, organization: Organization) -> bool:
    """All runs of an organization, drafts and rosters included: who manages or approves them, and auditors above."""
    return can_manage_runs(user, organization) or oversees(user, organization, READING_ROLES)


@policy
def can_view_run_approvals(user: Any, bureau: Organization) -> bool:
    """Runs that wait for the approval of a bureau: its officers, and its auditors who only read."""
    return holds(user, bureau, READING_ROLES)


def can_view_run(user: Any, run: CourseRun) -> bool:
    """A run is as public as its series once it is approved; before, it is known to who proposes and who approves."""
    if run.status not in DRAFT_RUN_STATUSES:
        return can_open_page(user, run.series) or _has_place(user, run) or can_view_runs(user, run.organization)
    return can_view_runs(user, run.organization)


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
        and enrolment.consent != Consent.ASKED
        and enrolment.run.status not in (*DRAFT_RUN_STATUSES, RunStatus.CANCELLED)
    )


def _has_place(user: Any, run: CourseRun) -> bool:
    return bool(getattr(user, "pk", None)) and run.enrolments.filter(person=user).exists()
