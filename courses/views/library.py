"""What a person keeps: 收藏, 我的教材 and where each class stands."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.refusals import refusal_told
from courses.cards import lesson_card, lesson_url
from courses.forms import CurrentNodeForm, KeepForm, MyTextbooksForm
from courses.models import LessonPage, MyTextbook, SavedLesson
from courses.services import move_current_node, save_lesson, set_my_textbooks, unsave_lesson
from courses.views.materials import open_lesson
from taxonomy.models import Volume

PER_PAGE = 24


@access.checked("courses.can_open_lesson")
@require_POST
def lesson_keep(request: HttpRequest, code: str) -> HttpResponse:
    """收藏 or let go; htmx swaps the button alone."""
    lesson = open_lesson(request, code)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return redirect(lesson_url(lesson))
    kept = form.cleaned_data["kept"]
    if kept:
        save_lesson(actor=request.user, lesson=lesson)
    else:
        unsave_lesson(actor=request.user, lesson=lesson)
    if getattr(request, "htmx", False):
        return render(request, "courses/keep_button.html", {"url": request.path, "kept": kept})
    messages.success(request, _("已收藏，在“我的收藏”里。") if kept else _("已从收藏里拿掉。"))
    return redirect(lesson_url(lesson))


@access.signed_in
@require_safe
def saved_lessons(request: HttpRequest) -> HttpResponse:
    """The person's saved lessons, the latest first; what was withdrawn since says so."""
    saved = SavedLesson.objects.filter(person=request.user.pk).order_by("-saved_at", "-pk")
    page = Paginator(saved, PER_PAGE).get_page(request.GET.get("page"))
    wanted = [row.lesson_id for row in page.object_list]
    lessons = LessonPage.objects.visible_to(request.user).filter(pk__in=wanted).with_place()
    open_ones = {lesson.pk: lesson for lesson in lessons.with_authors()}
    rows = []
    for row in page.object_list:
        lesson = open_ones.get(row.lesson_id)
        changed = lesson is not None and lesson.live_revision_id != row.revision_id
        rows.append({"card": lesson_card(lesson, with_author=True) if lesson else None, "changed": changed})
    withdrawn = sum(1 for row in rows if row["card"] is None)
    context = {"page": page, "rows": [row for row in rows if row["card"]], "withdrawn": withdrawn}
    return render(request, "courses/saved.html", context)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_textbooks(request: HttpRequest) -> HttpResponse:
    """Choose the textbooks of this year, once."""
    volumes = _choices(request)
    mine = list(MyTextbook.objects.filter(person=request.user.pk).select_related("volume__grade", "volume__subject"))
    form = MyTextbooksForm(
        request.POST or None, volumes=volumes, initial={"volumes": [row.volume.code for row in mine]}
    )
    if request.method == "POST" and form.is_valid():
        elsewhere = [row.volume for row in mine if not volumes.filter(pk=row.volume_id).exists()]
        set_my_textbooks(actor=request.user, volumes=[*form.cleaned_data["volumes"], *elsewhere])
        messages.success(request, _("已保存。“我的首页”会按这些教材给你备课材料。"))
        return redirect("courses:my_textbooks")
    context = {
        "form": form,
        "subjects": _grouped(volumes, form),
        "mine": [{"row": row, "nodes": row.volume.nodes.order_by("path")} for row in mine],
        "filter_subject": request.GET.get("subject", ""),
    }
    return render(request, "courses/my_textbooks.html", context)


@access.signed_in
@require_POST
def current_node(request: HttpRequest, code: str) -> HttpResponse:
    """Say where the class stands in one textbook."""
    volume = get_object_or_404(Volume, code=code)
    form = CurrentNodeForm(request.POST, volume=volume)
    if form.is_valid():
        with refusal_told(request):
            move_current_node(actor=request.user, volume=volume, node=form.cleaned_data["node"])
            messages.success(request, _("已改到“%(node)s”。") % {"node": form.cleaned_data["node"].label})
    return redirect("courses:my_textbooks")


def _choices(request: HttpRequest) -> Any:
    """Volumes to choose from: those of the subjects the person teaches, or all without one."""
    subjects = request.user.teaching_subjects.values_list("subject_id", flat=True)  # type: ignore[union-attr]
    volumes = Volume.objects.with_names()
    if subjects and "all" not in request.GET:
        volumes = volumes.filter(subject__in=list(subjects))
    return volumes.order_by("subject__position", "edition__position", "grade__number", "term")


def _grouped(volumes: Any, form: MyTextbooksForm) -> list[dict[str, Any]]:
    chosen = set(form["volumes"].value() or [])
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for volume in volumes:
        key = (volume.subject.name, volume.edition.name)
        group = groups.setdefault(key, {"label": f"{volume.subject.label} {volume.edition.label}", "volumes": []})
        group["volumes"].append({"code": volume.code, "label": volume.label, "checked": volume.code in chosen})
    return list(groups.values())
