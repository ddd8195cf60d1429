"""Text of Office files and PDFs with its place, read in a child process with limits."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from django.db import transaction

from materials.constants import SegmentKind
from materials.models import Material, TextSegment

TIMEOUT_SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
READER = Path(__file__).with_name("text_reader.py")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (TIMEOUT_SECONDS, TIMEOUT_SECONDS))


def read_segments(path: str) -> tuple[list[tuple[str, int, str]], int | None]:
    """``([(kind, position, text), …], page count)`` of a file; raises ``RuntimeError`` when it cannot be read."""
    done = subprocess.run(
        [sys.executable, str(READER), path],
        capture_output=True,
        timeout=TIMEOUT_SECONDS + 10,
        preexec_fn=_limit,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["unreadable file"]
        raise RuntimeError(lines[-1])
    answer = json.loads(done.stdout)
    return [(kind, position, text) for kind, position, text in answer["segments"]], answer["pages"]


def keep_segments(material: Material, segments: list[tuple[str, int, str]], pages: int | None) -> None:
    """Replace the text of a material."""
    with transaction.atomic():
        material.segments.exclude(kind=SegmentKind.CUE).delete()
        TextSegment.objects.bulk_create(
            [
                TextSegment(material=material, kind=kind, position=position, text=text)
                for kind, position, text in segments
            ],
            batch_size=500,
        )
        material.page_count = pages
        material.save(update_fields=["page_count"])


def extract(material: Material) -> None:
    """Read the file and keep its text."""
    segments, pages = read_segments(material.file.path)
    keep_segments(material, segments, pages)
