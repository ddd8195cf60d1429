"""Tasks of materials: ids in, service call."""

from celery import shared_task

from materials.services import derive


@shared_task(queue="media", time_limit=590, ignore_result=True)
def derive_material(material_id: int) -> None:
    """Run the open derivation steps of one material."""
    derive(material_id=material_id)
