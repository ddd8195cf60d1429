"""The real material that tests and benchmarks read and the project must not hold: where it lies, if it is there."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LESSONS = "curriculum/sh_airclassroom_lessons.jsonl"


def shared_folder() -> Path:
    """``YANXUN_SHARED_DATA``, else ``../shared/data`` beside the checkout; need not exist."""
    return Path(os.environ.get("YANXUN_SHARED_DATA") or ROOT.parent / "shared" / "data")


def shared(part: str) -> Path | None:
    """The file or folder ``part`` of the shared material; ``None`` where it is not there."""
    path = shared_folder() / part
    return path if path.exists() else None
