"""Reactions: a stored file is derived by the outbox's consumer, so that no broker can lose it."""

from core.models import OutboxRow
from core.services import register_consumer
from materials.services.storing import MATERIAL_STORED
from materials.tasks import derive_material


def hand_to_worker(rows: list[OutboxRow]) -> None:
    """Queue the derivations; jobs that stay queued are visible and can be retried."""
    for row in rows:
        derive_material.apply_async(args=[row.payload["material_id"]], retry=False)


def connect() -> None:
    """Called once from ``apps.ready()``."""
    register_consumer(topic=MATERIAL_STORED, consumer="materials.derive", handler=hand_to_worker)
