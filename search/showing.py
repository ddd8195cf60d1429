"""Hits as people may see them: every id passes the database's own rights, then becomes a row of a list.

The engine is a hint. A page that is no longer public is dropped here even when the index still holds it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import LessonPage
from materials.constants import VIDEO_KINDS, MaterialKind, Visibility
from search.queries import Hit, SearchResult

POSTERS = {
    "chinese": ("chinese-hills", "chinese-grid", "chinese-moon", "chinese-rain", "chinese-hills-2"),
    "math": ("math-wall", "math-pies", "math-arcs", "math-tiles", "math-tiles-2", "math-wall-2"),
    "english": ("english-talk", "english-letters"),
    "science": ("science-orbit", "science-wave"),
}
OTHER_POSTERS = ("curriculum-rings",)


@dataclass(frozen=True, slots=True)
class Passage:
    """The matched passage of a row: a label that links to its place, and safe HTML."""

    where: str
    url: str
    text: str


@dataclass(slots=True)
class Row:
    """What ``<c-lesson-row>`` prints."""

    title: str
    url: str
    title_marked: str = ""
    lang: str = ""
    poster: str = ""
    place: str = ""
    meta: str = ""
    level: str = ""
    contents: str = ""
    hit: Passage | None = None
    why: dict[str, float] = field(default_factory=dict)


def shown_lessons(page_ids: list[int], user: User | AnonymousUser) -> dict[int, LessonPage]:
    """Those of ``page_ids`` that ``user`` may see, with all that a row needs."""
    allowed = [Visibility.PUBLIC, Visibility.SIGNED_IN] if user.is_authenticated else [Visibility.PUBLIC]
    lessons = (
        LessonPage.objects.live()
        .public()
        .filter(pk__in=page_ids, visibility__in=allowed)
        .with_place()
        .prefetch_related("materials__material")
    )
    return {lesson.pk: lesson for lesson in lessons}


def visible_hits(result: SearchResult, user: User | AnonymousUser) -> list[tuple[Hit, LessonPage]]:
    """Hits with their lessons; what the database refuses is dropped and leaves the total."""
    lessons = shown_lessons([hit.page_id for hit in result.hits], user)
    shown = [(hit, lessons[hit.page_id]) for hit in result.hits if hit.page_id in lessons]
    result.total -= len(result.hits) - len(shown)
    return shown


def row_of(hit: Hit, lesson: LessonPage, url: str) -> Row:
    """One row of the list."""
    passage = None
    if hit.match and hit.match.where:
        passage = Passage(hit.match.where, f"{url}{hit.match.anchor}", mark_safe(hit.match.html))  # noqa: S308 - escaped in passages
    elif hit.match:
        passage = Passage(_("介绍"), "", mark_safe(hit.match.html))  # noqa: S308 - escaped in passages
    return Row(
        title=lesson.title,
        url=url,
        title_marked=mark_safe(hit.title_html),  # noqa: S308 - escaped in passages
        lang="en" if lesson.title.isascii() else "",
        poster=poster_of(lesson),
        place=place_of(lesson),
        meta=lesson.organization.label,
        level=lesson.get_highest_level_display() if lesson.highest_level else "",
        contents=_("，").join(filter(None, (contents_of(lesson), _reason(hit.why)))),
        hit=passage,
        why=hit.why,
    )


def _reason(why: dict[str, float]) -> str:
    """Why a lesson stands in the list whose words were not typed; empty where the words speak for themselves."""
    if not why or why.keys() & {"text", "exact", "card", "sound"}:
        return ""
    if "neighbour" in why:
        return _("同一单元的课")
    if why.get("school", 0.0) > 0 or why.get("structure", 0.0) > 0:
        return ""
    return _("意思相近") if why.get("meaning", 0.0) > 0 else ""


def place_of(lesson: LessonPage) -> str:
    """人教版 六年级上册 第三单元 分数除法."""
    if lesson.volume is None:
        return str(lesson.topic or "")
    node = lesson.node
    unit = (node.parent or node) if node else None
    volume = lesson.volume
    return " ".join(
        filter(None, (volume.edition.name, volume.subject.name, volume.term_name, unit.label if unit else ""))
    )


def contents_of(lesson: LessonPage) -> str:
    """视频19:24，教学设计、课件."""
    kinds = {row.material.kind for row in lesson.materials.all()}
    if lesson.plan:
        kinds.add(MaterialKind.LESSON_PLAN)
    papers = [
        str(MaterialKind(kind).label) for kind in MaterialKind.values if kind in kinds and kind not in VIDEO_KINDS
    ]
    parts = [_("、").join(papers)] if papers else []
    if lesson.video:
        seconds = (lesson.video.duration_ms or 0) // 1000
        parts.insert(0, _("视频%(length)s") % {"length": f"{seconds // 60:02d}:{seconds % 60:02d}" if seconds else ""})
    return _("，").join(parts)


def poster_of(lesson: LessonPage) -> str:
    """A cover by subject, varied by the page."""
    family: Any = lesson.volume.subject.family if lesson.volume else ""
    names = POSTERS.get(family, OTHER_POSTERS)
    return static(f"img/posters/{names[lesson.pk % len(names)]}.svg")
