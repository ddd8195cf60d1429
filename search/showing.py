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
from materials.constants import VIDEO_KINDS, MaterialKind
from search.constants import Kind
from search.queries import Hit, Match, SearchResult
from search.reasons import reason
from search.sources import BY_KIND
from search.understanding import Understanding

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
    reason: str = ""


def shown_lessons(page_ids: list[int], user: User | AnonymousUser) -> dict[int, LessonPage]:
    """Those of ``page_ids`` that ``user`` may see, with all that a row needs."""
    return BY_KIND[Kind.LESSON].visible(page_ids, user)


def visible_hits(result: SearchResult, user: User | AnonymousUser) -> list[tuple[Hit, LessonPage]]:
    """Hits with their lessons; what the database refuses is dropped and leaves the total."""
    lessons = shown_lessons([hit.page_id for hit in result.hits if hit.kind == Kind.LESSON], user)
    shown = [(hit, lessons[hit.page_id]) for hit in result.hits if hit.page_id in lessons and hit.kind == Kind.LESSON]
    _left_out(result, {hit.key for hit, _lesson in shown})
    return shown


def visible_objects(result: SearchResult, user: User | AnonymousUser) -> list[tuple[Hit, Any]]:
    """The same for hits of every kind: each kind asks its own source, so its own app's rule."""
    objects: dict[tuple[str, int], Any] = {}
    for kind in dict.fromkeys(hit.kind for hit in result.hits):
        ids = [hit.page_id for hit in result.hits if hit.kind == kind]
        objects |= {(kind, pk): found for pk, found in BY_KIND[kind].visible(ids, user).items()}
    shown = [(hit, objects[hit.kind, hit.page_id]) for hit in result.hits if (hit.kind, hit.page_id) in objects]
    _left_out(result, {hit.key for hit, _found in shown})
    return shown


def _left_out(result: SearchResult, shown: set[str]) -> None:
    """Take what the database refused out of the numbers, and the title of none of it may be suggested."""
    refused = [hit for hit in result.hits if hit.key not in shown]
    if not refused:
        return
    result.total -= len(refused)
    result.suggestion = ""
    for hit in refused:
        result.kinds[hit.kind] = max(0, result.kinds.get(hit.kind, 0) - 1)


def passage_of(match: Match | None, url: str) -> Passage | None:
    """The matched passage as a row shows it."""
    if match is None:
        return None
    where, target = (match.where, f"{url}{match.anchor}") if match.where else (_("介绍"), "")
    return Passage(where, target, mark_safe(match.html))  # noqa: S308 - escaped in passages


def row_of(hit: Hit, lesson: LessonPage, url: str, understood: Understanding | None = None) -> Row:
    """One row of the list; with ``understood`` it says why it is there."""
    return Row(
        title=lesson.title,
        url=url,
        title_marked=mark_safe(hit.title_html),  # noqa: S308 - escaped in passages
        lang="en" if lesson.title.isascii() else "",
        poster=poster_of(lesson),
        place=place_of(lesson),
        meta=lesson.organization.label,
        level=lesson.get_highest_level_display() if lesson.highest_level else "",
        contents=contents_of(lesson),
        hit=passage_of(hit.match, url),
        why=hit.why,
        reason=reason(hit, understood) if understood else "",
    )


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
