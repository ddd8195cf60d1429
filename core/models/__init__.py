"""Models of the kernel."""

from core.models.audit import AuditEntry
from core.models.idempotency import IdempotentRequest
from core.models.media import SiteDocument, SiteImage, SiteRendition
from core.models.outbox import DocumentVersion, OutboxRow
from core.models.pages import BasePage

__all__ = [
    "AuditEntry",
    "BasePage",
    "DocumentVersion",
    "IdempotentRequest",
    "OutboxRow",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
]
