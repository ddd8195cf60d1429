"""Business events: facts that an app announces, handled after commit by whoever subscribed.

An event is a frozen dataclass in its app's ``events.py``. ``announce`` delivers after the transaction commits, so a
receiver never sees what was rolled back; what must not be lost travels through the outbox instead.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction

logger = structlog.get_logger("yanxun.events")


@dataclass(frozen=True)
class OutboxFilled:
    """Rows were written to the outbox; a worker may drain them now."""

    rows: int


Receiver = Callable[[Any], object]
_receivers: dict[type, list[Receiver]] = defaultdict(list)


def subscribe(event_type: type, receiver: Receiver) -> None:
    """Call ``receiver(event)`` after commit of every announced ``event_type``; subscribing twice is once."""
    if receiver not in _receivers[event_type]:
        _receivers[event_type].append(receiver)


def announce(event: object) -> None:
    """Deliver ``event`` once the current transaction has committed (at once outside of one)."""
    transaction.on_commit(lambda: _deliver(event))


def _deliver(event: object) -> None:
    for receiver in _receivers[type(event)]:
        try:
            receiver(event)
        except Exception:
            # One broken reaction must not undo a committed fact or silence the other reactions.
            logger.exception("event receiver failed", event_type=type(event).__name__)
