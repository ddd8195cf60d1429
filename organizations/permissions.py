"""Rights in the editor from dated memberships instead of groups."""

from django.contrib.auth.backends import BaseBackend


class MembershipBackend(BaseBackend):
    """Answers permission questions from memberships in force today."""
