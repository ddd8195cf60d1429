"""What each kind of material may be: suffixes, content types by their first bytes, sizes.

Suffix, declared kind and magic bytes must agree. SVG and HTML are never taken: they run script in the reader's browser.
"""

from dataclasses import dataclass

from materials.constants import VIDEO_KINDS, MaterialKind

MB = 1024 * 1024


@dataclass(frozen=True)
class FileFormat:
    """One accepted format."""

    suffix: str
    content_type: str
    label: str
    signature: bytes
    offset: int = 0
    zipped: bool = False  # Office files are zip archives and are scanned before anything opens them


FORMATS = {
    one.suffix: one
    for one in (
        FileFormat("mp4", "video/mp4", "MP4", b"ftyp", offset=4),
        FileFormat("webm", "video/webm", "WebM", b"\x1aE\xdf\xa3"),
        FileFormat("pdf", "application/pdf", "PDF", b"%PDF-"),
        FileFormat(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Word",
            b"PK\x03\x04",
            zipped=True,
        ),
        FileFormat(
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "PowerPoint",
            b"PK\x03\x04",
            zipped=True,
        ),
        FileFormat(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Excel",
            b"PK\x03\x04",
            zipped=True,
        ),
        FileFormat("jpg", "image/jpeg", "JPEG", b"\xff\xd8\xff"),
        FileFormat("jpeg", "image/jpeg", "JPEG", b"\xff\xd8\xff"),
        FileFormat("png", "image/png", "PNG", b"\x89PNG\r\n\x1a\n"),
        FileFormat("webp", "image/webp", "WebP", b"WEBP", offset=8),
    )
}
IMAGE_SUFFIXES = ("jpg", "jpeg", "png", "webp")
VIDEO_SUFFIXES = ("mp4", "webm")
TEXT_SUFFIXES = ("docx", "pptx", "pdf", "xlsx")

ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(VIDEO_KINDS, VIDEO_SUFFIXES),
    MaterialKind.LESSON_PLAN: ("docx", "pdf"),
    MaterialKind.SLIDES: ("pptx", "pdf"),
    MaterialKind.TASK_SHEET: ("docx", "pdf"),
    MaterialKind.EXERCISE: ("docx", "pdf", "xlsx"),
    MaterialKind.STUDY_GUIDE: ("docx", "pdf"),
    MaterialKind.EVIDENCE: (*IMAGE_SUFFIXES, "pdf"),
}
MAX_SIZE: dict[str, int] = {
    **dict.fromkeys(VIDEO_KINDS, 2048 * MB),
    MaterialKind.EVIDENCE: 20 * MB,
}
DEFAULT_MAX_SIZE = 100 * MB

# Bounds of the zip scan: a genuine deck of pictures stays far below each of them.
ZIP_MAX_ENTRIES = 5_000
ZIP_MAX_TOTAL = 600 * MB
ZIP_MAX_RATIO = 200
