"""Derived parts that whoever made the file already knows: nothing is read from the file again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from materials.constants import DerivationStep, JobState
from materials.models import Material
from materials.texts import keep_segments


@dataclass(frozen=True)
class KnownParts:
    """What is known of a file: text by place, pages, milliseconds, dimensions and a WebP poster."""

    segments: Sequence[tuple[str, int, str]] = ()
    pages: int | None = None
    duration_ms: int | None = None
    size: tuple[int, int] | None = None
    poster: bytes = b""


@transaction.atomic
def adopt_parts(*, material: Material, parts: KnownParts) -> Material:
    """Keep the known parts and mark their steps as done; a preview stays to be made."""
    if parts.segments:
        keep_segments(material, list(parts.segments), parts.pages)
    if parts.poster:
        material.poster.save(f"{material.public_id.hex}.webp", ContentFile(parts.poster), save=False)
    material.duration_ms = parts.duration_ms
    if parts.size:
        material.width, material.height = parts.size
    material.save(update_fields=["poster", "duration_ms", "width", "height"])
    material.jobs.exclude(step=DerivationStep.PREVIEW).update(
        state=JobState.DONE, progress=100, updated_at=timezone.now()
    )
    return material
