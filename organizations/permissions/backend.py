"""The door of the editor. Passwords are Django's business, this backend only answers one permission."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from organizations.permissions.grants import editors
from organizations.permissions.pages import page_policy

ACCESS_ADMIN = "wagtailadmin.access_admin"


class MembershipBackend(BaseBackend):
    """Grants the editor's door to persons who may write for an organization today."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The one permission, or none; asked at every request."""
        if obj is not None or not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return {ACCESS_ADMIN} if page_policy.get_cached_permissions_for_user(user_obj) else set()

    def with_perm(self, perm: Any, is_active: bool = True, include_superusers: bool = True, obj: Any = None) -> Any:
        """Everybody who holds ``perm`` through a membership."""
        return editors() if perm == ACCESS_ADMIN else editors().none()
