"""The outbox: enqueue in the writer's transaction, drain by guarded claims, give up visibly."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from core.constants import OUTBOX_BATCH, OUTBOX_LEASE_SECONDS, OUTBOX_MAX_TRIES, OutboxState
from core.events import OutboxFilled, announce
from core.models import DocumentVersion, OutboxRow

logger = structlog.get_logger("yanxun.outbox")

# A handler gets the claimed rows of its consumer and returns {row id: error text} for those that failed. It must be
# idempotent: a worker may die between its effect and the mark.
Handler = Callable[[list[OutboxRow]], dict[int, str] | None]

_consumers: dict[str, dict[str, Handler]] = {}


def register_consumer(*, topic: str, consumer: str, handler: Handler) -> None:
    """Let ``consumer`` handle rows of ``topic``; called from ``apps.ready()``."""
    _consumers.setdefault(topic, {})[consumer] = handler


def enqueue(*, topic: str, key: str, payload: dict[str, Any] | None = None) -> list[OutboxRow]:
    """Write one row per registered consumer of ``topic``, in the caller's transaction."""
    rows = [
        OutboxRow(topic=topic, consumer=consumer, key=key, payload=payload or {})
        for consumer in _consumers.get(topic, {})
    ]
    created = OutboxRow.objects.bulk_create(rows)
    if created:
        announce(OutboxFilled(rows=len(created)))
    return created


def raise_document_version(*, key: str) -> int:
    """Raise and return the counter of one indexed document; the row lock orders parallel writers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_documentversion (key, version) VALUES (%s, 1) "
            "ON CONFLICT (key) DO UPDATE SET version = core_documentversion.version + 1 RETURNING version",
            [key],
        )
        return int(cursor.fetchone()[0])


def document_version(*, key: str) -> int:
    """The present counter of one document, 0 when it was never written."""
    return DocumentVersion.objects.filter(key=key).values_list("version", flat=True).first() or 0


def drain(*, limit: int = OUTBOX_BATCH, consumer: str | None = None) -> int:
    """Claim and handle due rows until none is left or ``limit`` is reached; returns how many were handled."""
    handled = 0
    while handled < limit:
        rows = _claim(limit=min(OUTBOX_BATCH, limit - handled), consumer=consumer)
        if not rows:
            break
        by_consumer: dict[tuple[str, str], list[OutboxRow]] = {}
        for row in rows:
            by_consumer.setdefault((row.topic, row.consumer), []).append(row)
        for (topic, name), group in by_consumer.items():
            _handle(topic, name, group)
        handled += len(rows)
    return handled


def retry_dead_row(*, row_id: int) -> None:
    """Give a dead row another set of tries."""
    OutboxRow.objects.filter(pk=row_id, state=OutboxState.DEAD).update(
        state=OutboxState.PENDING, tries=0, error="", due_at=timezone.now(), claimed_until=None
    )


def _claim(*, limit: int, consumer: str | None) -> list[OutboxRow]:
    now = timezone.now()
    token = uuid.uuid4().hex
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    due = OutboxRow.objects.filter(free, state=OutboxState.PENDING, due_at__lte=now)
    if consumer:
        due = due.filter(consumer=consumer)
    ids = list(due.order_by("due_at", "id").values_list("id", flat=True)[:limit])
    if not ids:
        return []
    with transaction.atomic():
        OutboxRow.objects.filter(free, pk__in=ids, state=OutboxState.PENDING).update(
            claimed_by=token, claimed_until=now + timedelta(seconds=OUTBOX_LEASE_SECONDS), tries=F("tries") + 1
        )
    return list(OutboxRow.objects.filter(pk__in=ids, claimed_by=token).order_by("id"))


def _handle(topic: str, consumer: str, rows: list[OutboxRow]) -> None:
    handler = _consumers.get(topic, {}).get(consumer)
    try:
        if handler is None:
            raise LookupError(f"no consumer {consumer} for {topic}")
        failed = handler(rows) or {}
    except Exception as error:
        logger.exception("outbox consumer failed", consumer=consumer, rows=len(rows))
        failed = {row.pk: repr(error) for row in rows}
    now = timezone.now()
    done = [row.pk for row in rows if row.pk not in failed]
    with transaction.atomic():
        OutboxRow.objects.filter(pk__in=done).update(state=OutboxState.DONE, finished_at=now, error="")
        for row in rows:
            if row.pk in failed:
                _put_back(row, failed[row.pk], now)


def _put_back(row: OutboxRow, error: str, now: Any) -> None:
    dead = row.tries >= OUTBOX_MAX_TRIES
    wait = min(600, 2**row.tries) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, no secret
    OutboxRow.objects.filter(pk=row.pk).update(
        state=OutboxState.DEAD if dead else OutboxState.PENDING,
        error=error[:2000],
        claimed_until=None,
        due_at=now + timedelta(seconds=wait),
        finished_at=now if dead else None,
    )
