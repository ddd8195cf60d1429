"""The bridge: a membership with an editing role, seen through the shapes that Wagtail's own policies read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.models import Collection, Page

from organizations.constants import EDITING_ROLES
from organizations.models import Organization
from organizations.querysets import in_force


@dataclass(frozen=True, slots=True)
class Codename:
    """What Wagtail reads of a ``Permission``."""

    codename: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What Wagtail reads of a ``GroupPagePermission`` or ``GroupCollectionPermission``."""

    permission: Codename
    page: Page | None = None
    collection: Collection | None = None

    @property
    def page_id(self) -> int | None:
        """The key of the page."""
        return self.page.pk if self.page else None

    @property
    def collection_id(self) -> int | None:
        """The key of the collection."""
        return self.collection.pk if self.collection else None


def seats(user: Any) -> QuerySet[Organization]:
    """Organizations with a page for which ``user`` may write today."""
    if not (getattr(user, "is_authenticated", False) and user.is_active):
        return Organization.objects.none()
    return Organization.objects.of_person(user, EDITING_ROLES).exclude(page=None).select_related("page", "collection")


def editors() -> QuerySet[Any]:
    """Everybody who may write for some organization today."""
    return _persons(Organization.objects.exclude(page=None))


def editors_of(*, pages: Iterable[Page] = (), collections: Iterable[Collection] = ()) -> QuerySet[Any]:
    """Everybody who may write today for an organization whose page or collection is one of these."""
    owners = Organization.objects.exclude(page=None)
    found = owners.filter(page__in=list(pages)) | owners.filter(collection__in=list(collections))
    return _persons(found)


def _persons(organizations: QuerySet[Organization]) -> QuerySet[Any]:
    return (
        get_user_model()
        .objects.filter(
            in_force(prefix="memberships__"),
            is_active=True,
            memberships__role__in=EDITING_ROLES,
            memberships__organization__in=organizations,
        )
        .distinct()
    )
