"""Models of organizations."""

from organizations.models.alliances import Alliance, AllianceMember
from organizations.models.designations import Designation
from organizations.models.memberships import Leave, Membership
from organizations.models.organization import Organization
from organizations.models.tree import OrganizationClosure, OrganizationEdge

__all__ = [
    "Alliance",
    "AllianceMember",
    "Designation",
    "Leave",
    "Membership",
    "Organization",
    "OrganizationClosure",
    "OrganizationEdge",
]
