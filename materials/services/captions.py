"""Captions: cues with times become a WebVTT file and searchable segments."""

from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.services import record_audit
from materials.constants import DerivationStep, JobState, SegmentKind
from materials.models import DerivationJob, Material, TextSegment

Cue = tuple[int, int, str]  # start and end in milliseconds, text


def attach_captions(*, actor: Any | None, material: Material, cues: Iterable[Cue]) -> None:
    """Replace the captions of a video by ``cues``."""
    ordered = sorted(cues)
    with transaction.atomic():
        material.segments.filter(kind=SegmentKind.CUE).delete()
        TextSegment.objects.bulk_create(
            TextSegment(material=material, kind=SegmentKind.CUE, position=n, start_ms=start, end_ms=end, text=text)
            for n, (start, end, text) in enumerate(ordered, start=1)
        )
        material.captions.save(f"{material.public_id.hex}.vtt", ContentFile(web_vtt(ordered).encode()), save=False)
        material.save(update_fields=["captions"])
        DerivationJob.objects.update_or_create(
            material=material,
            step=DerivationStep.CAPTIONS,
            defaults={"state": JobState.DONE, "progress": 100, "reason": "", "updated_at": timezone.now()},
        )
        record_audit(actor=actor, action="material.captions", target=material, after={"cues": len(ordered)})


def web_vtt(cues: Iterable[Cue]) -> str:
    """The text of a WebVTT file."""
    blocks = [f"{_clock(start)} --> {_clock(end)}\n{_payload(text)}" for start, end, text in cues]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def _payload(text: str) -> str:
    """An empty line would end the cue, an arrow would begin one."""
    return "\n".join(line for line in text.replace("-->", "→").splitlines() if line.strip())


def _clock(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"
