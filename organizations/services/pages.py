"""The page below which an organization publishes, and the shelf for its pictures and files."""

from typing import Any

from django.db import transaction
from wagtail.models import Collection, Page

from core.services import record_audit
from organizations.models import Organization


@transaction.atomic
def assign_page(*, actor: Any | None, organization: Organization, page: Page) -> Organization:
    """Tie an organization to its page; from now on its editors may write below it, and have a shelf of their own."""
    organization.page = Page.objects.get(pk=page.pk)
    shelf = organization.collection
    if shelf is None:
        root = Collection.get_first_root_node() or Collection.add_root(name="Root")
        organization.collection = shelf = root.add_child(name=organization.name)
    organization.save(update_fields=["page", "collection"])
    record_audit(
        actor=actor,
        action="organization.assign_page",
        target=organization,
        organization_id=organization.pk,
        after={"page": page.pk, "collection": shelf.pk},
    )
    return organization
