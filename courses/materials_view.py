"""Materials as a lesson page lists them: icon, name, one line about the file, where to look and where to take it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.interface import duration
from courses.policies import can_open_material
from materials.constants import MaterialKind
from materials.models import Material

ICONS = {
    MaterialKind.LESSON_PLAN: "file-text",
    MaterialKind.SLIDES: "presentation",
    MaterialKind.TASK_SHEET: "clipboard-list",
    MaterialKind.EXERCISE: "pen-line",
    MaterialKind.STUDY_GUIDE: "book-open",
    MaterialKind.MICRO_VIDEO: "video",
    MaterialKind.CLASS_RECORDING: "video",
    MaterialKind.EXPERIMENT_VIDEO: "video",
    MaterialKind.EVIDENCE: "file-text",
}
FORMATS = {"pdf": "PDF", "docx": "Word", "pptx": "PowerPoint", "xlsx": "Excel", "mp4": "MP4", "webm": "WebM"}


def material_rows(user: Any, lesson: Any, materials: list[Material]) -> list[dict[str, Any]]:
    """What ``<c-material-list>`` takes; a material that does not reach ``user`` says what would open it."""
    doubled = len(materials) != len({material.kind for material in materials})
    return [_row(user, lesson, material, doubled=doubled) for material in materials]


def _row(user: Any, lesson: Any, material: Material, *, doubled: bool) -> dict[str, Any]:
    name = material.title if doubled else str(material.get_kind_display())
    row = {"icon": ICONS.get(MaterialKind(material.kind), "file-text"), "name": name, "note": note_of(material)}
    if not can_open_material(user, lesson, material):
        return row | {"note": _("%(file)s，%(who)s") % {"file": row["note"], "who": material.get_visibility_display()}}
    arguments = [lesson.code, material.public_id]
    return row | {
        "url": reverse("courses:material_view", args=arguments),
        "action_url": reverse("courses:material_download", args=arguments),
    }


def note_of(material: Material) -> str:
    """``Word，6页``, ``19:24``; the size where nothing else is known."""
    if material.is_video:
        seconds = (material.duration_ms or 0) // 1000
        return duration(seconds) if seconds else size_of(material.size)
    suffix = material.original_name.rsplit(".", 1)[-1].lower()
    known = FORMATS.get(suffix, suffix.upper())
    if material.page_count:
        pages = ngettext("%(n)d页", "%(n)d页", material.page_count) % {"n": material.page_count}
        return _("%(format)s，%(length)s") % {"format": known, "length": pages}
    return _("%(format)s，%(length)s") % {"format": known, "length": size_of(material.size)}


def size_of(size: int) -> str:
    """``48.6 MB``, ``320 KB``."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size / 1024))} KB"


def download_name(lesson: Any, material: Material) -> str:
    """The file's name for the reader: lesson and kind instead of the random name on the disk."""
    suffix = material.original_name.rsplit(".", 1)[-1].lower() if "." in material.original_name else "bin"
    title = "".join(character for character in lesson.title if character not in '\\/:*?"<>|').strip()
    kind = str(material.get_kind_display())
    extra = "" if material.title in (kind, lesson.title) else f"-{material.title}"
    extra = "".join(character for character in extra if character not in '\\/:*?"<>|')
    return f"{title}-{kind}{extra}"[:120] + f".{suffix}"
