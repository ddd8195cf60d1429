"""Video and pictures: probing by PyAV, posters by the ffmpeg program (setting → PATH → the wheel)."""

import functools
import io
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import imageio_ffmpeg
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image

from materials.models import Material

TIMEOUT_SECONDS = 120
POSTER_SIZE = (1280, 720)


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


def probe(material: Material) -> None:
    """Read duration and dimensions."""
    if material.is_video:
        with material.file.open("rb") as source, av.open(source) as container:
            stream = container.streams.video[0]
            material.duration_ms = int((container.duration or 0) / 1000)
            material.width, material.height = stream.codec_context.width, stream.codec_context.height
    elif material.content_type.startswith("image/"):
        with material.file.open("rb") as source, Image.open(source) as picture:
            material.width, material.height = picture.size
    material.save(update_fields=["duration_ms", "width", "height"])


def make_poster(material: Material) -> None:
    """A still from the first tenth of the video, as WebP."""
    second = min(3.0, (material.duration_ms or 0) / 10_000)
    with TemporaryDirectory() as folder:
        still = Path(folder) / "still.png"
        run_ffmpeg("-ss", f"{second:.2f}", "-i", material.file.path, "-frames:v", "1", str(still))
        with Image.open(still) as frame:
            frame.thumbnail(POSTER_SIZE)
            out = io.BytesIO()
            frame.convert("RGB").save(out, "WEBP", quality=80)
    material.poster.save(f"{material.public_id.hex}.webp", ContentFile(out.getvalue()), save=False)
    material.save(update_fields=["poster"])
