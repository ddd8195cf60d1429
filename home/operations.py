"""The operator's page: what waits in the outbox, what died there and why, and what apps say of their own machinery."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.constants import OutboxState
from core.models import OutboxRow
from core.slots import collect

DEAD_PER_PAGE = 20
WAITING_SHOWN = 10
FAILED_ERROR = 160  # characters of a reason in the list; the whole one unfolds


def operations_context(request: HttpRequest) -> dict[str, Any]:
    """Template variables; apps add sections through ``operations.sections`` (a dict that names its ``template``)."""
    now = timezone.now()
    pending = OutboxRow.objects.filter(state=OutboxState.PENDING)
    dead = OutboxRow.objects.filter(state=OutboxState.DEAD).order_by("-finished_at", "-pk")
    retried = pending.filter(tries__gt=0).exclude(error="").order_by("created_at", "pk")[:WAITING_SHOWN]
    return {
        "as_of": now,
        "consumers": consumers(now),
        "waiting": pending.count(),
        "retried": [_row(row, now) for row in retried],
        "dead": Paginator(dead, DEAD_PER_PAGE).get_page(request.GET.get("page")),
        "sections": collect("operations.sections", request, [request.user]).get(request.user.pk, []),
    }


def consumers(now: Any) -> list[dict[str, Any]]:
    """Per consumer how much waits, how long the oldest has waited, how many died."""
    rows = (
        OutboxRow.objects.filter(state__in=[OutboxState.PENDING, OutboxState.DEAD])
        .values("consumer")
        .annotate(
            waiting=Count("pk", filter=Q(state=OutboxState.PENDING)),
            dead=Count("pk", filter=Q(state=OutboxState.DEAD)),
            oldest=Min("created_at", filter=Q(state=OutboxState.PENDING)),
        )
        .order_by("consumer")
    )
    return [{**row, "age": age_text(now - row["oldest"]) if row["oldest"] else "—"} for row in rows]


def _row(row: OutboxRow, now: Any) -> dict[str, Any]:
    return {"row": row, "age": age_text(now - row.created_at)}


def age_text(age: timedelta) -> str:
    """``3分钟``, in the largest unit that says something."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 60:
        return ngettext("%(n)d秒", "%(n)d秒", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("%(n)d分钟", "%(n)d分钟", seconds // 60) % {"n": seconds // 60}
    if seconds < 48 * 3600:
        return _("%(h)d小时%(m)d分钟") % {"h": seconds // 3600, "m": seconds % 3600 // 60}
    return ngettext("%(n)d天", "%(n)d天", seconds // 86400) % {"n": seconds // 86400}
