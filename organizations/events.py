"""What organizations announce after commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganizationCreated:
    """A new organization stands in the tree."""

    organization_id: int


@dataclass(frozen=True)
class OrganizationMoved:
    """An organization has another parent since ``since`` (ISO date); everything below it moved along."""

    organization_id: int
    parent_id: int
    since: str


@dataclass(frozen=True)
class MembershipAdded:
    """A person took up a role."""

    membership_id: int
    person_id: int
    organization_id: int


@dataclass(frozen=True)
class MembershipEnded:
    """A person's role has a last day (ISO date)."""

    membership_id: int
    person_id: int
    organization_id: int
    until: str


@dataclass(frozen=True)
class LeaveRecorded:
    """An approved absence; a status may become 免审."""

    leave_id: int
    person_id: int


@dataclass(frozen=True)
class AllianceChanged:
    """An alliance was formed or got a member."""

    alliance_id: int


@dataclass(frozen=True)
class DesignationAwarded:
    """An organization holds a new title."""

    designation_id: int
    holder_id: int
