"""Who may do what for an organization: one function per action, from memberships in force today, no by default.

Two ways to hold a right: a role **in** the organization itself, or a role in an organization that **oversees** it (a
district, or the bureau or institute that works for the district). Superusers get nothing here: nobody is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.access import policy
from organizations.constants import EDITING_ROLES, SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.models import Membership, Organization, OrganizationClosure
from organizations.querysets import in_force, places_of, remit_of, roles_of

READING_ROLES = (Role.OFFICER, Role.AUDITOR)  # see persons of every school below, the auditor without writing
CERTIFYING_ROLES = (Role.EDITOR, Role.OFFICER)  # decide about what schools and groups below hand in


@dataclass(frozen=True, slots=True)
class Workspace:
    """An organization for which a person works, with their roles there (never only 教师), most responsible first."""

    organization: Organization
    roles: tuple[Role, ...]

    @property
    def role(self) -> Role:
        """The role that names the workspace."""
        return self.roles[0]

    @property
    def pk(self) -> int:
        """By which slots key what they fill."""
        return self.organization.pk


WORKING_ROLES = (
    Role.OFFICER,
    Role.EDITOR,
    Role.LEADER,
    Role.TRAINING_ADMIN,
    Role.HEAD_SCHOOL_ADMIN,
    Role.AUDITOR,
    Role.REVIEWER,
    Role.OPERATOR,
)


def workspaces(user: Any, places: Iterable[Membership] | None = None) -> list[Workspace]:
    """Where ``user`` works today, most responsible role first; empty for teachers and visitors.

    ``places``: what ``places_of(user)`` answered, where it was asked already.
    """
    if not (getattr(user, "is_authenticated", False) and user.is_active):
        return []
    rows = [place for place in (places_of(user) if places is None else places) if place.role in WORKING_ROLES]
    found: dict[Organization, list[Role]] = {}
    for row in sorted(rows, key=lambda each: (WORKING_ROLES.index(each.role), each.organization_id)):
        found.setdefault(row.organization, []).append(Role(row.role))
    return [Workspace(organization, tuple(roles)) for organization, roles in found.items()]


def holds(user: Any, organization: Organization, roles: Iterable[str]) -> bool:
    """Whether ``user`` has one of ``roles`` in exactly this organization today."""
    return not roles_of(user, organization).isdisjoint(roles)


def oversees(user: Any, organization: Organization, roles: Iterable[str]) -> bool:
    """Whether ``user`` has one of ``roles`` in an organization that works for something above ``organization``."""
    remits = {remit_of(each) for each in Organization.objects.of_person(user, roles)}
    return OrganizationClosure.objects.filter(
        in_force(), ancestor__in=remits, descendant=organization, depth__gte=1
    ).exists()


@policy
def can_view_staff(user: Any, school: Organization) -> bool:
    """The roster with hours: who leads the school, and officers and auditors of the district above."""
    return holds(user, school, SCHOOL_LEADING_ROLES) or oversees(user, school, READING_ROLES)


@policy
def can_export_staff(user: Any, school: Organization) -> bool:
    """Taking the roster away as a file; the export writes an audit entry."""
    return can_view_staff(user, school)


@policy
def can_remind_staff(user: Any, school: Organization) -> bool:
    """Writing to those who fall short is the school's own business."""
    return holds(user, school, SCHOOL_LEADING_ROLES)


@policy
def can_manage_staff(user: Any, school: Organization) -> bool:
    """Beginning and ending roles in the school, recording leaves."""
    return holds(user, school, SCHOOL_LEADING_ROLES) or oversees(user, school, [Role.OFFICER])


@policy
def can_view_person(user: Any, person: Any) -> bool:
    """Hours and records of one person: themself, and whoever may see the roster of a place where the person works."""
    if user.pk == person.pk:
        return True
    places = Organization.objects.of_person(person, day=None)
    return any(can_view_staff(user, place) for place in places)


@policy
def can_open_editor(user: Any) -> bool:
    """The editor opens for those who may write below at least one page."""
    return Organization.objects.of_person(user, EDITING_ROLES).exclude(page=None).exists()


@policy
def can_edit_pages_of(user: Any, organization: Organization) -> bool:
    """Writing, publishing and withdrawing pages of the organization."""
    return holds(user, organization, EDITING_ROLES)


@policy
def can_publish_series(user: Any, organization: Organization) -> bool:
    """Course series come from institutes, bureaus, districts and partners, not from schools."""
    return organization.kind != OrganizationKind.SCHOOL and holds(user, organization, EDITING_ROLES)


@policy
def can_manage_runs(user: Any, organization: Organization) -> bool:
    """Opening, changing and closing runs of the organization's series."""
    return can_publish_series(user, organization)


@policy
def can_approve_runs(user: Any, organization: Organization) -> bool:
    """Runs are approved by the bureau above whoever proposes them."""
    return oversees(user, organization, [Role.OFFICER])


@policy
def can_prepare_curriculum(user: Any, school: Organization) -> bool:
    """Writing the school's curriculum and sending it to review."""
    return holds(user, school, SCHOOL_LEADING_ROLES)


@policy
def can_file_curriculum(user: Any, school: Organization) -> bool:
    """Reviewing, returning and filing it: institute or bureau of the district, never the school itself."""
    return oversees(user, school, CERTIFYING_ROLES)


@policy
def can_approve_activities(user: Any, organization: Organization) -> bool:
    """Approving activities of groups of ``organization``, so that their hours count: institute or bureau above it."""
    return oversees(user, organization, CERTIFYING_ROLES)


@policy
def can_manage_groups(user: Any, organization: Organization) -> bool:
    """Founding groups and changing hosts: who leads or edits for the organization, or certifies for it."""
    roles = (*SCHOOL_LEADING_ROLES, *CERTIFYING_ROLES)
    return holds(user, organization, roles) or oversees(user, organization, CERTIFYING_ROLES)


@policy
def can_certify_hours(user: Any, organization: Organization) -> bool:
    """Posting hours certified elsewhere, and reversing entries, for persons of ``organization``."""
    return oversees(user, organization, CERTIFYING_ROLES)


@policy
def can_view_district(user: Any, district: Organization) -> bool:
    """Figures and schools of a district: officers, editors and auditors who work for it."""
    roles = (*CERTIFYING_ROLES, Role.AUDITOR)
    return district in {remit_of(each) for each in Organization.objects.of_person(user, roles)}


@policy
def can_administer_district(user: Any, district: Organization) -> bool:
    """Rule sets, designations and alliances of a district: its officers."""
    return district in {remit_of(each) for each in Organization.objects.of_person(user, [Role.OFFICER])}


@policy
def can_operate(user: Any) -> bool:
    """Queues, health and settings of the platform; no training content of persons."""
    return Membership.objects.on().filter(person=user, role=Role.OPERATOR).exists()
