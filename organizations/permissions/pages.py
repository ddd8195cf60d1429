"""Pages: who writes for an organization may do everything at and below its page, and nothing anywhere else."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction
from wagtail.permission_policies.pages import PagePermissionPolicy

from organizations.permissions.grants import Codename, Grant, editors, editors_of, seats

# No bulk_delete: who could delete whole branches could delete what was public once.
PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")


class MembershipPagePolicy(PagePermissionPolicy):
    """Wagtail's page policy, answered from memberships on both sides: what a user may, and who may."""

    def get_all_permissions_for_user(self, user: Any) -> list[Grant]:
        """One grant per action and organization; superusers are decided before this is asked."""
        if user.is_superuser:
            return []
        codenames = [Codename(self._get_permission_codename(action)) for action in PAGE_ACTIONS]
        return [Grant(permission=codename, page=each.page) for each in seats(user) for codename in codenames]

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> QuerySet[Any]:
        """Who may do one of ``actions`` somewhere."""
        return editors() if self._granted(actions) else editors().none()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[Any]:
        """Who may do one of ``actions`` with this page."""
        if not self._granted(actions):
            return editors().none()
        return editors_of(pages=instance.get_ancestors(inclusive=True))

    def _granted(self, actions: Iterable[str]) -> bool:
        return not set(PAGE_ACTIONS).isdisjoint(actions)


page_policy = MembershipPagePolicy()


def own_paths(user: Any) -> list[str]:
    """Tree paths below which ``user`` may write today."""
    return sorted({grant.page.path for grant in page_policy.get_cached_permissions_for_user(user) if grant.page})


def visible_pages(user: Any) -> Q:
    """What an editor may find in a chooser: the own tree with drafts, and what the public sees of everybody else."""
    paths = own_paths(user)
    own = _below(paths)
    restricted = _below(PageViewRestriction.objects.values_list("page__path", flat=True))
    return own | (Q(live=True) & ~restricted)


def _below(paths: Collection[str] | QuerySet[Any]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition
