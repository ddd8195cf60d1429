"""Who may shape the search. It is one for the whole city, so this is the business of institutes and of the operator."""

from typing import Any

from core.access import policy
from organizations.constants import OrganizationKind, Role
from organizations.models import Organization
from organizations.policies import can_operate
from search.models import SavedSearch


@policy
def can_shape_search(user: Any) -> bool:
    """Synonyms, pinned answers and the figures of what is asked: an institute's editors, and the operator."""
    institutes = Organization.objects.of_person(user, [Role.EDITOR]).filter(kind=OrganizationKind.INSTITUTE)
    return institutes.exists() or can_operate(user)


@policy
def can_keep_search(user: Any, search: SavedSearch) -> bool:
    """A saved search is its owner's alone."""
    return search.person_id == user.pk
