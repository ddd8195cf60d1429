"""Rights in the editor from dated memberships; Wagtail's groups stay empty.

Nothing here is remembered between requests: Wagtail keeps what a policy answered on the user object, which lives as
long as the request, so a membership that ended yesterday opens nothing today.
"""

from organizations.permissions.backend import MembershipBackend
from organizations.permissions.collections import MembershipCollectionPolicy
from organizations.permissions.grants import Grant, editors, editors_of, seats
from organizations.permissions.pages import MembershipPagePolicy, page_policy, visible_pages

__all__ = [
    "Grant",
    "MembershipBackend",
    "MembershipCollectionPolicy",
    "MembershipPagePolicy",
    "editors",
    "editors_of",
    "page_policy",
    "seats",
    "visible_pages",
]
