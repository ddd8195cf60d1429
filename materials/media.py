"""Video and pictures: probing by PyAV, posters by ffmpeg."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from PIL import Image

from materials.ffmpeg import run_ffmpeg
from materials.models import Material

POSTER_SIZE = (1280, 720)


def probe(material: Material) -> None:
    """Read duration and dimensions."""
    if material.is_video:
        import av  # 25 MB that no process needs before it probes

        with material.file.open("rb") as source, av.open(source) as container:
            stream = container.streams.video[0]
            material.duration_ms = int((container.duration or 0) / 1000)  # type: ignore[union-attr]
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
