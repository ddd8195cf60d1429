"""Looking at an uploaded file before anything else touches it."""

import hashlib
import io
import zipfile
from dataclasses import dataclass

import puremagic
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from materials.exceptions import FileRefused
from materials.formats import (
    ALLOWED,
    DEFAULT_MAX_SIZE,
    FORMATS,
    IMAGE_SUFFIXES,
    MAX_SIZE,
    MB,
    ZIP_MAX_ENTRIES,
    ZIP_MAX_RATIO,
    ZIP_MAX_TOTAL,
    FileFormat,
)

MAX_PIXELS = 40_000_000
HEAD = 4096  # bytes that tell a file's type


@dataclass(frozen=True)
class Inspected:
    """A file that passed: its format, hash and (for pictures re-encoded) content."""

    content: File
    format: FileFormat
    sha256: str
    size: int


def inspect(content: File, *, filename: str, kind: str, field: str = "file") -> Inspected:
    """Check name, size, first bytes and structure; pictures are re-encoded, which drops EXIF and anything hidden.

    Raises ``FileRefused`` that names the file, the limit and what to do.
    """
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    allowed = ALLOWED.get(kind, ())
    if suffix not in allowed:
        raise FileRefused(
            _("“%(name)s”的格式不能用在这里，请换成%(formats)s。")
            % {"name": filename, "formats": "、".join(dict.fromkeys(FORMATS[one].label for one in allowed))},
            field=field,
        )
    limit = MAX_SIZE.get(kind, DEFAULT_MAX_SIZE)
    size = content.size or 0
    if size > limit:
        raise FileRefused(
            _("“%(name)s”有%(size)d MB，每个文件不超过%(limit)d MB。")
            % {"name": filename, "size": -(-size // MB), "limit": limit // MB},
            field=field,
        )
    if size == 0:
        raise FileRefused(_("“%(name)s”是空文件，请重新选择。") % {"name": filename}, field=field)
    chosen = FORMATS[suffix]
    if chosen.content_type not in _content_types(content):
        raise FileRefused(
            _("“%(name)s”的内容不是%(format)s，可能改过后缀名。请用原来的软件另存后再传。")
            % {"name": filename, "format": chosen.label},
            field=field,
        )
    if chosen.zipped:
        _scan_zip(content, filename, field)
    if suffix in IMAGE_SUFFIXES:
        content, size = _reencode(content, filename, field)
    return Inspected(content=content, format=chosen, sha256=_sha256(content), size=size)


def _content_types(content: File) -> set[str]:
    """What the first bytes may be; of a zip archive they only tell that it is one."""
    content.seek(0)
    try:
        return {found.mime_type for found in puremagic.magic_string(content.read(HEAD))}
    except (puremagic.PureError, ValueError):
        return set()


def _sha256(content: File) -> str:
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def _scan_zip(content: File, filename: str, field: str) -> None:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise FileRefused(_("“%(name)s”打不开，文件可能没有传完。") % {"name": filename}, field=field) from error
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    unsafe = any(entry.filename.startswith("/") or ".." in entry.filename.split("/") for entry in entries)
    if unsafe or len(entries) > ZIP_MAX_ENTRIES or total > ZIP_MAX_TOTAL or total / packed > ZIP_MAX_RATIO:
        raise FileRefused(
            _("“%(name)s”的内部结构不正常，没有接收。请用原来的软件另存后再传。") % {"name": filename}, field=field
        )


def _reencode(content: File, filename: str, field: str) -> tuple[File, int]:
    content.seek(0)
    try:
        with Image.open(content) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused(
                    _("“%(name)s”有%(count)d万像素，不超过4000万像素就可以。")
                    % {"name": filename, "count": picture.width * picture.height // 10_000},
                    field=field,
                )
            kept = picture.format or "JPEG"
            upright = ImageOps.exif_transpose(picture)
            if upright.mode == "P":  # its colours stand in a table that a new picture would not have
                upright = upright.convert("RGBA")
            clean = Image.new(upright.mode, upright.size)
            clean.paste(upright)
            out = io.BytesIO()
            clean.convert("RGB" if kept == "JPEG" else clean.mode).save(out, kept, quality=88)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise FileRefused(_("“%(name)s”打不开，请换一张照片。") % {"name": filename}, field=field) from error
    return ContentFile(out.getvalue(), name=filename), out.tell()
