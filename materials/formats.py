"""What each kind of material may be: suffixes, content types, sizes.

Suffix, declared kind and what the first bytes say (puremagic knows them) must agree. SVG and HTML are never taken:
they run script in the reader's browser.
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
    zipped: bool = False  # Office files are zip archives and are scanned before anything opens them


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    one.suffix: one
    for one in (
        FileFormat("mp4", "video/mp4", "MP4"),
        FileFormat("webm", "video/webm", "WebM"),
        FileFormat("pdf", "application/pdf", "PDF"),
        FileFormat("docx", f"{OFFICE}.wordprocessingml.document", "Word", zipped=True),
        FileFormat("pptx", f"{OFFICE}.presentationml.presentation", "PowerPoint", zipped=True),
        FileFormat("xlsx", f"{OFFICE}.spreadsheetml.sheet", "Excel", zipped=True),
        FileFormat("jpg", "image/jpeg", "JPEG"),
        FileFormat("jpeg", "image/jpeg", "JPEG"),
        FileFormat("png", "image/png", "PNG"),
        FileFormat("webp", "image/webp", "WebP"),
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
