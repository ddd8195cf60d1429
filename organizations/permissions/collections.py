"""Pictures and files: each organization has a shelf of its own; another one's is invisible."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from organizations.permissions.grants import Codename, Grant, editors, editors_of, seats

# Wagtail keeps one answer per user for pictures and files together, so every answer names both.
CODENAMES = tuple(
    Codename(f"{action}_{kind}") for kind in ("image", "document") for action in ("add", "change", "choose")
)


class MembershipCollectionPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's collection policy, answered from memberships."""

    def get_all_permissions_for_user(self, user: Any) -> list[Grant]:
        """Everything on the shelves of the organizations the user writes for, nothing on others."""
        if user.is_superuser:
            return []
        return [
            Grant(permission=codename, collection=each.collection)
            for each in seats(user)
            if each.collection is not None
            for codename in CODENAMES
        ]

    def _users_with_perm_filter(self, actions: Iterable[str], collection: Collection | None = None) -> Q:
        persons = editors() if collection is None else editors_of(collections=collection.get_ancestors(inclusive=True))
        return Q(pk__in=persons.values("pk"))
