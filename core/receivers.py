"""Reactions of the kernel: pages that are or were live leave a row in the outbox, whatever way they changed.

Wagtail opens no transaction around publishing, but ``Page.save`` is atomic: so the row is written at ``post_save`` and
``post_delete``. Saving or deleting a view restriction sends no publish signal and is hooked too.
"""

from typing import Any

import structlog
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction

from core.events import OutboxFilled, subscribe
from core.models import BasePage
from core.services import enqueue, raise_document_version
from core.tasks import drain_outbox

PAGE_CHANGED = "page_changed"

logger = structlog.get_logger("yanxun.core")


def page_key(page: Page) -> str:
    """The key of a page in outbox and index: its primary key is unique over all types."""
    return f"page:{page.pk}"


def announce_page_change(page: Page) -> None:
    """Raise the page's version and enqueue the change, in the caller's transaction."""
    version = raise_document_version(key=page_key(page))
    enqueue(topic=PAGE_CHANGED, key=page_key(page), payload={"page_id": page.pk, "version": version})


def wake_drain(event: OutboxFilled) -> None:
    """Ask a worker to drain now; when the broker is away the beat schedule drives the rows instead."""
    try:
        drain_outbox.apply_async(retry=False, expires=30)
    except Exception:  # noqa: BLE001 - any broker, any error; nothing is lost
        logger.warning("broker unreachable, the schedule will drain the outbox")


def _page_saved(sender: type, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BasePage) and (instance.live or instance.first_published_at):
        announce_page_change(instance)


def _restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    for page in Page.objects.descendant_of(instance.page, inclusive=True).live():
        announce_page_change(page)


def connect() -> None:
    """Connect all receivers; called once from ``apps.ready()``."""
    subscribe(OutboxFilled, wake_drain)
    post_save.connect(_page_saved, dispatch_uid="core.page_saved")
    post_delete.connect(_page_saved, dispatch_uid="core.page_deleted")
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.connect(_restriction_changed, sender=PageViewRestriction, dispatch_uid=f"core.restriction_{name}")
