"""What every page service does: stand a draft below its parent, keep a revision, leave Wagtail's log and our audit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import page_published

from core.services import record_audit


def add_draft(*, parent_page: Page, page: Any, actor: Any | None, action: str) -> Revision:
    """Add ``page`` as a draft below ``parent_page`` with its first revision; call inside a transaction.

    Wagtail itself logs ``wagtail.create`` (by the page's owner), the audit trail says ``action``.
    """
    page.live = False
    page.has_unpublished_changes = True
    if page.owner_id is None:
        page.owner = actor
    parent_page.add_child(instance=page)
    revision = page.save_revision(user=actor, log_action=False, clean=False)
    audit_page(page=page, actor=actor, action=action)
    return revision


def add_live(
    *, parent_page: Page, page: Any, actor: Any | None, action: str, index_references: bool = False
) -> Revision:
    """Add ``page`` as a public page in one save: what a draft and its publishing leave behind, at a third of the work.

    For imports and demo data, where nobody reads the draft in between. Revision, both log entries, outbox row (by the
    save) and the ``page_published`` signal are those of the long way; call inside a transaction. ``index_references``
    writes Wagtail's reference index here, once, for callers that keep it from being written with every child.
    """
    now = timezone.now()
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = now
    if page.owner_id is None:
        page.owner = actor
    children = dict(getattr(page, "_cluster_related_objects", {}))
    page._is_site_root = False  # what Wagtail asks at every save; a page that did not exist is no site's root
    parent_page.add_child(instance=page)
    with knowing_children(page, children):
        content = page.serializable_data()
        if index_references:
            ReferenceIndex.create_or_update_for_object(page)
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        user=actor,
        content=content,
        object_str=str(page),
    )
    page.latest_revision = page.live_revision = revision
    page.latest_revision_created_at = revision.created_at
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision, live_revision=revision, latest_revision_created_at=revision.created_at
    )
    log(instance=page, action="wagtail.publish", user=actor, revision=revision, content_changed=True)
    page_published.send(sender=type(page), instance=page, revision=revision)
    audit_page(page=page, actor=actor, action=action)
    return revision


@contextmanager
def knowing_children(page: Any, children: Mapping[str, list[Any]]) -> Iterator[None]:
    """Inside, the child relations of ``page`` are ``children``, the others empty: just written, so not read again."""
    names = [relation.get_accessor_name() for relation in get_all_child_relations(type(page))]
    page._cluster_related_objects = {name: list(children.get(name, ())) for name in names}
    try:
        yield
    finally:
        page._cluster_related_objects.clear()


def publish_page(*, page: Any, actor: Any | None, action: str, revision: Revision | None = None) -> None:
    """Publish ``revision`` (the latest by default). Who may is a policy's question, asked before."""
    with transaction.atomic():
        chosen = revision or page.get_latest_revision() or page.save_revision(user=actor, log_action=False)
        chosen.publish(user=actor, skip_permission_checks=True)
        audit_page(page=page, actor=actor, action=action)
    page.refresh_from_db()


def unpublish_page(*, page: Any, actor: Any | None, action: str, reason: str = "") -> None:
    """Take the page out of the public; it stays with its revisions."""
    with transaction.atomic():
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
        audit_page(page=page, actor=actor, action=action, reason=reason)


def audit_page(
    *,
    page: Any,
    actor: Any | None,
    action: str,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """One audit entry about a page of an organization."""
    record_audit(
        actor=actor,
        action=action,
        target=page,
        organization_id=getattr(page, "organization_id", None),
        reason=reason,
        before=before,
        after=after,
    )
