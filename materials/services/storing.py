"""Taking a file in."""

from typing import Any

from django.core.files.base import File
from django.db import transaction

from core.events import announce
from core.services import enqueue, record_audit
from materials.constants import MaterialKind, Visibility
from materials.derivation import steps_for
from materials.events import MaterialStored
from materials.inspection import inspect
from materials.models import DerivationJob, Material

MATERIAL_STORED = "material_stored"


def store_material(
    *,
    actor: Any | None,
    content: File,
    filename: str,
    kind: MaterialKind | str,
    title: str = "",
    owner: Any | None = None,
    organization: Any | None = None,
    visibility: Visibility | str = Visibility.PUBLIC,
    licence: str = "",
    consent: str = "",
    derive_later: bool = True,
) -> Material:
    """Inspect and keep a file, queue its derivations.

    ``derive_later=False`` leaves the jobs to the caller (bulk loading). Raises ``FileRefused``. The file is written
    before the row: a row without its file would be worse than a file without its row.
    """
    inspected = inspect(content, filename=filename, kind=kind)
    material = Material(
        kind=kind,
        title=title or filename.rsplit(".", 1)[0][:120],
        original_name=filename[:200],
        content_type=inspected.format.content_type,
        size=inspected.size,
        sha256=inspected.sha256,
        owner=owner if owner is not None else actor,
        organization=organization,
        visibility=visibility,
        licence=licence,
        consent=consent,
    )
    material.file.save(filename, inspected.content, save=False)
    with transaction.atomic():
        material.save()
        DerivationJob.objects.bulk_create(DerivationJob(material=material, step=step) for step in steps_for(material))
        record_audit(
            actor=actor,
            action="material.stored",
            target=material,
            organization_id=material.organization_id,
            after={"kind": material.kind, "size": material.size, "sha256": material.sha256},
        )
        if derive_later:
            enqueue(topic=MATERIAL_STORED, key=f"material:{material.pk}", payload={"material_id": material.pk})
        announce(MaterialStored(material_id=material.pk))
    return material
