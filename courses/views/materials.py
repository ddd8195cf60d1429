"""A lesson's files: looking, taking one, taking all, captions, cover, the code to scan."""

import io
import zipfile
from tempfile import TemporaryFile
from uuid import UUID

import segno
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import access
from courses.cards import lesson_url
from courses.lesson_view import lesson_files, player_of
from courses.materials_view import download_name, note_of
from courses.models import LessonPage
from courses.policies import can_open_lesson, can_open_material
from materials.constants import SegmentKind
from materials.models import Material, TextSegment
from materials.serving import serve_file

IN_MEMORY = 8 * 1024 * 1024
PDF = "application/pdf"


def open_lesson(request: HttpRequest, code: str) -> LessonPage:
    """The lesson of an address, or 404 for whoever it does not reach."""
    lesson = get_object_or_404(LessonPage.objects.select_related("video", "organization"), code=code)
    access.require(can_open_lesson(request.user, lesson))
    return lesson


def open_material(request: HttpRequest, code: str, public_id: UUID) -> tuple[LessonPage, Material]:
    """A material through its lesson, or 404: a file of another lesson has no address here."""
    lesson = open_lesson(request, code)
    used = [row.material for row in lesson.materials.select_related("material")]
    found = next((each for each in lesson_files(lesson, used) if each.public_id == public_id), None)
    if found is None or not can_open_material(request.user, lesson, found):
        raise Http404
    return lesson, found


@access.checked("courses.can_open_material", visitors=True)
@require_safe
def material_download(request: HttpRequest, code: str, public_id: UUID) -> HttpResponseBase:
    """One file, under its Chinese name."""
    lesson, material = open_material(request, code, public_id)
    return serve_file(
        request,
        material.file,
        filename=download_name(lesson, material),
        content_type=material.content_type,
        as_attachment=True,
    )


@access.checked("courses.can_open_material", visitors=True)
@require_safe
def material_file(request: HttpRequest, code: str, public_id: UUID) -> HttpResponseBase:
    """The file inside a page: the video's stream, or the preview of a document."""
    lesson, material = open_material(request, code, public_id)
    if material.is_video or material.content_type == PDF:
        stored, content_type = material.file, material.content_type
    elif material.preview:
        stored, content_type = material.preview, PDF
    else:
        raise Http404
    return serve_file(
        request,
        stored,
        filename=download_name(lesson, material),
        content_type=content_type,
        as_attachment=False,
    )


@access.checked("courses.can_open_material", visitors=True)
@require_safe
def material_captions(request: HttpRequest, code: str, public_id: UUID) -> HttpResponseBase:
    """The captions of a video."""
    lesson, material = open_material(request, code, public_id)
    return serve_file(
        request, material.captions, filename=f"{lesson.code}.vtt", content_type="text/vtt", as_attachment=False
    )


@access.checked("courses.can_open_material", visitors=True)
@require_safe
def material_view(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Looking before taking: the preview where there is one, the text with its places, what is said in a video."""
    lesson, material = open_material(request, code, public_id)
    segments = list(material.segments.order_by("position"))
    has_preview = material.content_type == PDF or bool(material.preview)
    context = {
        "lesson": lesson,
        "lesson_url": lesson_url(lesson),
        "material": material,
        "note": note_of(material),
        "segments": [_segment(each) for each in segments],
        "is_pdf": has_preview and not material.is_video,
        "player": player_of(lesson, material) if material.is_video else None,
        "crumbs": [(_("精品课"), "/lessons/"), (lesson.title, lesson_url(lesson)), (material.get_kind_display(), "")],
    }
    return render(request, "courses/material.html", context)


@access.checked("courses.can_open_lesson", visitors=True)
@require_safe
def lesson_zip(request: HttpRequest, code: str) -> HttpResponseBase:
    """Everything the reader may open, in one archive; nothing is compressed twice (videos and Office files are)."""
    lesson = open_lesson(request, code)
    used = [row.material for row in lesson.materials.select_related("material")]
    files = [each for each in lesson_files(lesson, used) if can_open_material(request.user, lesson, each)]
    if not files:
        raise Http404
    size = sum(material.size for material in files)
    target = io.BytesIO() if size <= IN_MEMORY else TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    names: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, material in enumerate(files, start=1):
            name = download_name(lesson, material)
            name = f"{number}-{name}" if name in names else name
            names.add(name)
            with material.file.open("rb") as source, archive.open(name, "w", force_zip64=True) as entry:
                while chunk := source.read(1024 * 1024):
                    entry.write(chunk)
    target.seek(0)
    title = "".join(character for character in lesson.title if character not in '\\/:*?"<>|')
    return FileResponse(target, as_attachment=True, filename=f"{title}.zip", content_type="application/zip")


@access.checked("courses.can_open_lesson", visitors=True)
@require_safe
def lesson_poster(request: HttpRequest, code: str) -> HttpResponseBase:
    """The video's own frame; also for readers whom the video itself does not reach."""
    lesson = open_lesson(request, code)
    if lesson.video is None or not lesson.video.poster:
        raise Http404
    suffix = lesson.video.poster.name.rsplit(".", 1)[-1].lower()
    kinds = {"svg": "image/svg+xml", "webp": "image/webp", "png": "image/png"}
    return serve_file(
        request,
        lesson.video.poster,
        filename=f"{lesson.code}.{suffix}",
        content_type=kinds.get(suffix, "image/jpeg"),
        as_attachment=False,
    )


@access.checked("courses.can_open_lesson", visitors=True)
@require_safe
def lesson_qr(request: HttpRequest, code: str, kind: str = "svg") -> HttpResponse:
    """The code that leads to the lesson; it carries the address and nothing about who shows it."""
    lesson = open_lesson(request, code)
    picture = io.BytesIO()
    qr = segno.make(request.build_absolute_uri(lesson_url(lesson)), micro=False, error="m")
    qr.save(picture, kind=kind, scale=8, border=2)
    content_type = "image/svg+xml" if kind == "svg" else "image/png"
    return HttpResponse(
        picture.getvalue(), content_type=content_type, headers={"Cache-Control": "private, max-age=86400"}
    )


def _segment(segment: TextSegment) -> dict[str, object]:
    return {
        "anchor": f"p{segment.position}",
        "label": _place(segment.kind, segment.position),
        "is_page": segment.kind in (SegmentKind.SLIDE, SegmentKind.PAGE),
        "seconds": (segment.start_ms or 0) // 1000,
        "text": segment.text,
    }


def _place(kind: str, position: int) -> str:
    words = {SegmentKind.SLIDE: _("第%(n)d页"), SegmentKind.PAGE: _("第%(n)d页"), SegmentKind.PARAGRAPH: _("第%(n)d段")}
    return words[SegmentKind(kind)] % {"n": position} if kind in words else ""
