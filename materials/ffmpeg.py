"""The ffmpeg program: found by setting → PATH → the wheel, run with a time limit. Knows no models."""

import functools
import shutil
import subprocess

import imageio_ffmpeg
from django.conf import settings

TIMEOUT_SECONDS = 120


@functools.cache
def ffmpeg_program() -> str:
    """Where ffmpeg is; the wheel's own needs no root."""
    return getattr(settings, "FFMPEG", "") or shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe()


def run_ffmpeg(*arguments: str, timeout: int = TIMEOUT_SECONDS) -> None:
    """Run ffmpeg quietly, with low priority and a time limit; raises ``RuntimeError`` with its last line."""
    command = ["nice", "-n", "10", ffmpeg_program(), "-nostdin", "-v", "error", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=timeout, check=False)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["ffmpeg failed"]
        raise RuntimeError(lines[-1])
