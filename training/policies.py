"""Who may do what with evidence and hours; rosters are ``organizations.policies``."""

from typing import Any

from core.access import policy
from organizations.constants import SCHOOL_LEADING_ROLES
from organizations.models import Organization
from organizations.policies import can_certify_hours, can_view_staff, holds
from training.models import Evidence


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
