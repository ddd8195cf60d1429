"""Writing the audit trail."""

from typing import Any

from django.db import models

from core.models import AuditEntry


def record_audit(
    *,
    actor: Any | None,
    action: str,
    target: models.Model,
    organization_id: int | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; call it inside the transaction of the change. ``actor=None`` means the platform itself."""
    return AuditEntry.objects.create(
        actor=actor,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:255],
        organization_id=organization_id,
        reason=reason,
        before=before or {},
        after=after or {},
    )
