"""Writes of the kernel: audit entries, outbox rows, idempotent requests."""

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

__all__ = [
    "document_version",
    "drain",
    "enqueue",
    "once_per_key",
    "raise_document_version",
    "record_audit",
    "register_consumer",
    "retry_dead_row",
]
