"""Waiting until what was imported can be found: the outbox rows of its lessons are done."""

import time
from collections import Counter
from collections.abc import Callable, Iterable

from core.constants import OutboxState
from core.models import OutboxRow
from core.receivers import PAGE_CHANGED
from core.services import drain, retry_dead_row

WAIT_SECONDS, POLL_SECONDS = 600, 0.2


def pending_keys(keys: Iterable[str]) -> tuple[int, int]:
    """How much of the indexing of these lessons is not done yet, and how much failed for good (last try of each)."""
    wanted, latest = sorted(keys), {}
    for start in range(0, len(wanted), 500):
        rows = OutboxRow.objects.filter(topic=PAGE_CHANGED, key__in=wanted[start : start + 500]).order_by("id")
        latest.update({(consumer, key): state for consumer, key, state in rows.values_list("consumer", "key", "state")})
    states = Counter(latest.values())
    return states[OutboxState.PENDING], states[OutboxState.DEAD]


def retry_failed(keys: Iterable[str]) -> None:
    """Give indexing that failed for good in an earlier run another set of tries."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        dead = OutboxRow.objects.filter(topic=PAGE_CHANGED, key__in=wanted[start : start + 500], state=OutboxState.DEAD)
        for row_id in dead.values_list("pk", flat=True):
            retry_dead_row(row_id=row_id)


def wait_until_findable(
    keys: set[str], *, seconds: float = WAIT_SECONDS, told: Callable[[int], object] = lambda waiting: None
) -> tuple[int, int]:
    """Return ``(pending, failed)`` once nothing is pending, or when the time is up.

    Drains the outbox itself: the command works without a worker, and beside one (claims are guarded).
    """
    until = time.monotonic() + seconds
    while True:
        waiting, dead = pending_keys(keys)
        told(waiting)
        if not waiting or time.monotonic() > until:
            return waiting, dead
        if not drain(limit=500):
            time.sleep(POLL_SECONDS)
