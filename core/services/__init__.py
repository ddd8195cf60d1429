"""Writes of the kernel: audit entries, outbox rows, idempotent requests, steps from one state to the next."""

from core.services.audit import record_audit
from core.services.idempotency import once_per_key
from core.services.outbox import (
    document_version,
    drain,
    enqueue,
    raise_document_version,
    register_consumer,
    retry_dead_row,
)
from core.services.transitions import move_status

__all__ = [
    "document_version",
    "drain",
    "enqueue",
    "move_status",
    "once_per_key",
    "raise_document_version",
    "record_audit",
    "register_consumer",
    "retry_dead_row",
]
