"""Real files of every accepted kind, made in memory."""

import io
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from docx import Document
from PIL import Image
from pptx import Presentation

from materials.ffmpeg import ffmpeg_program
from materials.models import Material
from materials.services import store_material


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, table: tuple[str, ...] = ()) -> bytes:
    """A Word file of paragraphs and a table of one row."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        cells = document.add_table(rows=1, cols=len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pptx(*slides: str, notes: str = "") -> bytes:
    """A deck with a title per slide; an empty title makes a slide without text. ``notes`` go to the last one."""
    deck = Presentation()
    for text in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[5 if text else 6])
        if text:
            slide.shapes.title.text = text
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def picture(size: tuple[int, int] = (40, 30), *, form: str = "JPEG", mode: str = "RGB", **save: Any) -> bytes:
    """A picture."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **save)
    return out.getvalue()


def video(folder: Path, *, seconds: int = 2) -> bytes:
    """A moving test card with a tone, as a browser plays it."""
    path = folder / "made.webm"
    source = f"testsrc=size=160x90:rate=10:duration={seconds}"
    command = [ffmpeg_program(), "-v", "error", "-y", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-c:v", "libvpx", "-b:v", "80k", str(path)], check=True, timeout=60)
    return path.read_bytes()


def broken_png(width: int, height: int) -> bytes:
    """A PNG whose header promises a size that its data does not hold."""
    return picture(form="PNG").replace(struct.pack(">II", 40, 30), struct.pack(">II", width, height), 1)


def stored(body: bytes, filename: str, kind: str, **fields: Any) -> Material:
    """The file, taken in; its steps wait."""
    content = ContentFile(body, name=filename)
    return store_material(actor=None, content=content, filename=filename, kind=kind, derive_later=False, **fields)
