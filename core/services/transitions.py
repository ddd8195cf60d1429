"""Moving a record from one state to the next: one guarded statement with its audit entry, or a refusal.

Two people decide the same thing at the same moment: the row is locked where the database can, and the UPDATE asks
again where it stands, so that the second one is refused instead of deciding what is decided. Reactions stay with the
caller: what follows from a state is the domain's, not the kernel's.
"""

from collections.abc import Collection
from typing import Any

from django.db import models, transaction

from core.exceptions import Refusal
from core.services.audit import record_audit


@transaction.atomic
def move_status(
    record: models.Model,
    *,
    to: str,
    allowed: Collection[str],
    actor: Any | None,
    action: str,
    refusal: Refusal,
    field: str = "status",
    changes: dict[str, Any] | None = None,
    organization_id: int | None = None,
    reason: str = "",
    noted: dict[str, Any] | None = None,
) -> str:
    """Set ``field`` of ``record`` from one of ``allowed`` to ``to``, and ``changes`` with it; the state it came from.

    Raises ``refusal`` when the stored row stands elsewhere, whatever ``record`` still says. ``noted`` joins the new
    state in the audit entry. ``record`` carries the new values afterwards; the organization is its own unless given.
    """
    rows = type(record)._base_manager.filter(pk=record.pk)
    before = rows.select_for_update().order_by().values_list(field, flat=True).first()
    written = {field: to, **(changes or {})}
    if before not in allowed or not rows.filter(**{field: before}).update(**written):
        raise refusal
    for name, value in written.items():
        setattr(record, name, value)
    record_audit(
        actor=actor,
        action=action,
        target=record,
        organization_id=organization_id or getattr(record, "organization_id", None),
        reason=reason,
        before={field: before},
        after={field: to, **(noted or {})},
    )
    return str(before)
