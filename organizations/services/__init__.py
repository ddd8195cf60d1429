"""Every write of organizations."""

from organizations.services.alliances import add_alliance_member, form_alliance
from organizations.services.closure import rebuild_closure
from organizations.services.designations import award_designation
from organizations.services.memberships import add_membership, end_membership, record_leave
from organizations.services.pages import assign_page
from organizations.services.tree import create_organization, move_organization

__all__ = [
    "add_alliance_member",
    "add_membership",
    "assign_page",
    "award_designation",
    "create_organization",
    "end_membership",
    "form_alliance",
    "move_organization",
    "rebuild_closure",
    "record_leave",
]
