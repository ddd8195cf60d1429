"""Everything the lesson page shows, as value objects; the template prints and never decides.

A visitor's page costs few queries: the lesson with its place and its lists in one, its files in one, the textbook
around it in two. ``tests/courses/test_lesson_page.py`` keeps the number.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from core.prepared import prepared
from core.slots import collect_items
from core.templatetags.interface import duration
from courses.cards import language_of, lesson_card, place_of, poster_url
from courses.constants import AuthorRole
from courses.lesson_lists import Author, LessonLists
from courses.materials_view import material_rows, size_of
from courses.models import LessonMaterial, LessonPage, SavedLesson
from courses.policies import can_open_material
from courses.textbook_view import Surroundings, crumbs_of
from materials.constants import MaterialKind, Visibility
from taxonomy.constants import LEVEL_ORDER, Level

PARTS = ("lesson", "group", "activity", "hours")  # lineage: always in this order
OTHERS_SHOWN = 4


def lesson_context(request: HttpRequest, lesson: LessonPage) -> dict[str, Any]:
    """Template variables of a lesson page, for the reader of ``request``."""
    user = request.user
    is_preview = getattr(request, "is_preview", False)
    rows = lesson.materials.all() if is_preview else _materials_of(lesson=lesson.pk)
    materials, lists = [row.material for row in rows], LessonLists.of(lesson)
    authors = lists.authors
    around = Surroundings.of(user, lesson.node, lesson.volume)
    others = _others(request, lesson) if around.lessons_here > 1 else []
    poster, refused = poster_url(lesson), _refused(user, lesson)
    address = request.build_absolute_uri(f"/lessons/{lesson.code}/")
    return {
        "lesson": lesson,
        "lang": language_of(lesson.title),
        "crumbs": [(_("精品课"), "/lessons/"), *crumbs_of(lesson.node, lesson.volume), (lesson.title, "")],
        "meta": _meta(lesson, authors),
        "level": lesson.get_highest_level_display() if lesson.highest_level else "",
        "acts": _acts(user, lesson, materials, authors, address),
        "player": _player(request, lesson, poster) if not refused else None,
        "video_refused": refused,
        "poster": poster,
        "materials": material_rows(user, lesson, materials),
        "moments": [{"seconds": m["second"], "text": m["text"], "note": m["note"]} for m in lists.moments],
        "lineage": _lineage(request, lesson),
        "place": place_of(lesson, edition=True),
        "tree": around.tree,
        "neighbours": around.neighbours,
        "levels": _levels(lesson, lists),
        "facts": _facts(lesson, authors),
        "others": [lesson_card(other, with_author=True) for other in others],
        "node_url": reverse("courses:textbook", args=[lesson.node.code]) if lesson.node else "",
        "more": collect_items("lesson.more", request, [lesson])[lesson.pk],
    }


@prepared
def _materials_of(lesson: int) -> QuerySet[LessonMaterial]:
    return LessonMaterial.objects.filter(page=lesson).select_related("material").order_by("sort_order")


@prepared
def _kept_by(person: int, lesson: int) -> QuerySet[SavedLesson, int]:
    return SavedLesson.objects.filter(person=person, lesson=lesson).values_list("pk", flat=True)


def _meta(lesson: LessonPage, authors: list[Author]) -> list[str]:
    teachers = _teachers(authors)
    line = [lesson.organization.label]
    if teachers:
        line.append(_("%(names)s执教") % {"names": teachers})
    elif authors:
        line.append(_("执教未公开姓名"))
    if lesson.released_on:
        day = _("%(year)d年%(month)d月%(day)d日发布") % {
            "year": lesson.released_on.year,
            "month": lesson.released_on.month,
            "day": lesson.released_on.day,
        }
        line.append(day)
    return line


def _teachers(authors: list[Author]) -> str:
    return _("、").join(str(author) for author in authors if author.role == AuthorRole.TEACHING and author.is_named)


def _acts(user: Any, lesson: LessonPage, materials: list[Any], authors: list[Author], address: str) -> dict[str, Any]:
    open_ones = [each for each in lesson_files(lesson, materials) if can_open_material(user, lesson, each)]
    acts: dict[str, Any] = {"download": None, "keep": None}
    if open_ones:
        size = size_of(sum(material.size for material in open_ones))
        acts["download"] = {"url": reverse("courses:lesson_zip", args=[lesson.code]), "size": size}
    if user.is_authenticated:
        kept = lesson.pk is not None and bool(_kept_by(person=user.pk, lesson=lesson.pk))  # a preview has no row yet
        acts["keep"] = {"url": reverse("courses:lesson_keep", args=[lesson.code]), "kept": kept}
    acts["share"] = {
        "text": share_text(lesson, materials, authors, address),
        "qr_url": reverse("courses:lesson_qr", args=[lesson.code]),
        "qr_name": _("%(title)s-二维码.svg") % {"title": lesson.title},
        "note": _share_note(lesson, open_ones),
    }
    return acts


def lesson_files(lesson: LessonPage, materials: list[Any]) -> list[Any]:
    """The video and every material, each once."""
    files = [lesson.video] if lesson.video else []
    return files + [material for material in materials if material.pk != lesson.video_id]


def share_text(lesson: LessonPage, materials: list[Any], authors: list[Author], address: str) -> str:
    """The text for a chat group: what it is, whose it is, what is in it, the address."""
    teachers = _teachers(authors)
    who = _("%(school)s%(teachers)s执教") % {"school": lesson.organization.label, "teachers": teachers}
    second = [who if teachers else lesson.organization.label]
    if lesson.video and lesson.video.duration_ms:
        second.append(duration(lesson.video.duration_ms // 1000))
    line = _("，").join(second)
    kinds = list(dict.fromkeys(str(MaterialKind(material.kind).label) for material in materials))
    if kinds:
        line += _("；%(kinds)s都能下载") % {"kinds": _("、").join(kinds)}
    return f"《{lesson.title}》{place_of(lesson, edition=True)}\n{line}\n{address}"


def _share_note(lesson: LessonPage, open_ones: list[Any]) -> str:
    if lesson.visibility != Visibility.PUBLIC:
        return _("这节课%(who)s。打开链接不会带上你的名字。") % {"who": lesson.get_visibility_display()}
    if open_ones:
        return _("不登录就能看视频、下载材料。打开链接不会带上你的名字。")
    return _("不登录就能打开。打开链接不会带上你的名字。")


def _player(request: HttpRequest, lesson: LessonPage, poster: str) -> dict[str, Any] | None:
    """The player, starting where a search hit or a shared link points (``?t=75``)."""
    if lesson.video is None:
        return None
    wanted = request.GET.get("t", "")
    start = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 0
    return {**player_of(lesson, lesson.video, poster=poster), "start": start}


def player_of(lesson: LessonPage, video: Any, *, poster: str = "") -> dict[str, Any]:
    """What ``<c-video-player>`` takes, without counting: that is only so where the lesson is opened from a run."""
    captions = []
    if video.captions:
        src = reverse("courses:material_captions", args=[lesson.code, video.public_id])
        captions = [{"src": src, "lang": "zh-CN", "label": _("中文字幕"), "default": True}]
    src = reverse("courses:material_file", args=[lesson.code, video.public_id])
    return {
        "sources": [{"src": src, "type": video.content_type}],
        "poster": poster,
        "title": lesson.title,
        "captions": captions,
        "seconds": (video.duration_ms or 0) // 1000,
    }


def _refused(user: Any, lesson: LessonPage) -> str:
    """Why there is a video and no player."""
    if lesson.video is None or can_open_material(user, lesson, lesson.video):
        return ""
    return str(lesson.video.get_visibility_display())


def _lineage(request: HttpRequest, lesson: LessonPage) -> list[dict[str, Any]]:
    """What upper apps know about the lesson: each provider of ``lesson.lineage`` gives a list of items or one item."""
    items = collect_items("lesson.lineage", request, [lesson]).get(lesson.pk, [])
    if not items:
        return []
    versions = PageLogEntry.objects.filter(page=lesson.pk, action="wagtail.publish").count()
    name = _("%(title)s，第%(n)d版") % {"title": lesson.title, "n": max(versions, 1)}
    return sorted([{"part": "lesson", "name": name, "url": ""}, *items], key=lambda item: PARTS.index(item["part"]))


def _levels(lesson: LessonPage, lists: LessonLists) -> list[dict[str, Any]]:
    """The steps of this place: a municipality has no province, an area only where it was reached."""
    if not lesson.highest_level:
        return []
    reached = lists.reached
    left_out = {Level.AREA.value} | ({Level.PROVINCE.value} if lists.in_municipality else set())
    highest = max(LEVEL_ORDER[level] for level in reached)
    path = []
    for level in Level:
        if level.value in left_out and level.value not in reached:
            continue
        day = reached.get(level.value)
        above = LEVEL_ORDER[level] > highest
        path.append(
            {
                "name": level.label,
                "reached": day is not None,
                "date": day,
                "note": "" if day else (_("未参评") if above else "—"),
            }
        )
    return path


def _facts(lesson: LessonPage, authors: list[Author]) -> list[tuple[str, str]]:
    by_role: dict[str, list[str]] = {}
    for author in authors:
        by_role.setdefault(author.role_label, []).append(str(author))
    facts = [(role, _("、").join(names)) for role, names in by_role.items()]
    facts.append((_("学校"), lesson.organization.name))
    facts.append((_("课型"), str(lesson.get_lesson_type_display())))
    facts.append((_("许可"), str(lesson.get_licence_display())))
    if lesson.consent:
        facts.append((_("出镜同意"), lesson.consent))
    if lesson.source:
        facts.append((_("来源"), lesson.source))
    return facts


def _others(request: HttpRequest, lesson: LessonPage) -> list[LessonPage]:
    """Other lessons on the same node."""
    if lesson.node_id is None:
        return []
    same = LessonPage.objects.visible_to(request.user).filter(node=lesson.node_id).exclude(pk=lesson.pk)
    return list(same.with_place().with_authors().order_by("-highest_level", "pk")[:OTHERS_SHOWN])
