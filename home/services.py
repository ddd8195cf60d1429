"""Writes of the front door: the page below which an organization publishes, and the operator's hand on the outbox."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.constants import OutboxState
from core.events import OutboxFilled, announce
from core.exceptions import Refusal
from core.models import OutboxRow
from core.services import record_audit, retry_dead_row
from courses.services.pages import add_live
from home.models import HomePage, OrganizationPage
from organizations.models import Organization
from organizations.services import assign_page

__all__ = ["ensure_organization_page", "retry_outbox"]


@transaction.atomic
def ensure_organization_page(*, organization: Organization, actor: Any | None) -> OrganizationPage:
    """The organization's public page, created and published when missing."""
    found = OrganizationPage.objects.filter(organization=organization).first()
    if found is None:
        home = HomePage.objects.live().first()
        if home is None:
            raise Refusal(_("还没有首页，请先运行初始化命令。"))
        found = OrganizationPage(title=organization.name, organization=organization)
        add_live(parent_page=home, page=found, actor=actor, action="organization_page.create")
    if organization.page_id != found.pk:
        assign_page(actor=actor, organization=organization, page=found)
    return found


@transaction.atomic
def retry_outbox(*, actor: Any, row_id: int | None = None, consumer: str = "") -> int:
    """Give dead rows another set of tries: one row, those of a consumer, or all; returns how many."""
    rows = OutboxRow.objects.filter(state=OutboxState.DEAD)
    if row_id is not None:
        rows = rows.filter(pk=row_id)
    if consumer:
        rows = rows.filter(consumer=consumer)
    dead = list(rows.order_by("pk"))
    for row in dead:
        retry_dead_row(row_id=row.pk)
        record_audit(actor=actor, action="outbox.retry", target=row, before={"error": row.error, "tries": row.tries})
    if dead:
        announce(OutboxFilled(rows=len(dead)))
    return len(dead)
