"""A lesson as lists show it: the value object of ``lesson-card`` and ``lesson-row``, made without a query of its own.

Lessons come from ``LessonPage.objects.visible_to(user).with_place()``; names of authors need ``with_authors()`` too.
"""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

MOTIFS = {
    "math": ["math-tiles", "math-wall", "math-arcs", "math-pies", "math-tiles-2", "math-wall-2"],
    "chinese": ["chinese-hills", "chinese-grid", "chinese-moon", "chinese-rain", "chinese-hills-2"],
    "english": ["english-letters", "english-talk"],
    "science": ["science-orbit", "science-wave"],
    "arts": ["curriculum-rings"],
}


def lesson_url(lesson: Any) -> str:
    """The lesson's address, without asking the tree."""
    return f"/{lesson.address_prefix}/{lesson.code}/"


def motif(family: str, number: int) -> str:
    """A drawn cover by subject, the same one for the same lesson."""
    drawn = MOTIFS.get(family, MOTIFS["arts"])
    return static(f"img/posters/{drawn[number % len(drawn)]}.svg")


def poster_url(lesson: Any) -> str:
    """The video's own frame, or the drawn cover."""
    if lesson.video and lesson.video.poster:
        return reverse("courses:lesson_poster", args=[lesson.code])
    subject = subject_of(lesson)
    return motif(subject.family if subject else "arts", lesson.pk or 0)


def subject_of(lesson: Any) -> Any | None:
    """The subject of its textbook; none for topics."""
    return lesson.volume.subject if lesson.volume else None


def unit_of(node: Any | None) -> Any | None:
    """The unit a node stands in, itself included."""
    return (node.parent or node) if node else None


def place_of(lesson: Any, *, edition: bool = False) -> str:
    """``六年级上册 第三单元``; with ``edition`` ``人教版 六年级上册 第三单元 分数除法``."""
    if lesson.volume is None:
        return str(lesson.topic or "")
    unit = unit_of(lesson.node)
    parts = [lesson.volume.edition.label] if edition else []
    parts.append(lesson.volume.term_name)
    if unit is not None:
        parts.append(unit.label if edition else unit.number or unit.title)
    return " ".join(parts)


def language_of(text: str) -> str:
    """``en`` for a title without a Chinese character, so that it is read out in English."""
    return "" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


def lesson_card(lesson: Any, *, with_author: bool = False) -> dict[str, Any]:
    """What ``<c-lesson-card>`` and ``<c-lesson-row>`` take."""
    subject = subject_of(lesson)
    meta = lesson.organization.label
    if with_author and (author := next(iter(lesson.authors.all()), None)):
        meta = f"{meta} · {author if author.is_named else _('执教未公开姓名')}"
    level = lesson.get_highest_level_display() if lesson.highest_level else ""
    return {
        "title": lesson.title,
        "url": lesson_url(lesson),
        "lang": language_of(lesson.title),
        "poster": poster_url(lesson),
        "seconds": (lesson.video.duration_ms or 0) // 1000 if lesson.video else None,
        "meta": meta,
        "subject": subject.label if subject else _("专题"),
        "subject_code": subject.family if subject else "",
        "place": place_of(lesson),
        "level": level,
    }
