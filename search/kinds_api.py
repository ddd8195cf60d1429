"""``GET /api/search``: everything that is found, as the page of all kinds shows it; a cursor reads on, however deep."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from search.constants import PAGE_SIZE, PAGE_SIZE_LIMIT, QUERY_LENGTH, Kind, Sort
from search.cursor import Cursor
from search.finding import LESSONS_ONLY, search
from search.moments import moments_in
from search.queries import SearchQuery, SearchResult
from search.rows import HitRow, row_of_any, row_of_moment
from search.showing import Row, shown_lessons, visible_objects

router = Router(tags=["搜索"])
AskedKind = Literal["lesson", "series", "curriculum", "group", "activity", "topic", "person", "moment"]


class SearchInput(Schema):
    """What may be asked. ``kind`` may be given several times; ``moment`` (教学片段) stands alone."""

    q: str = Field("", max_length=QUERY_LENGTH, description="课名、教材位置、学校、人名或教案里的一句话")
    kind: Annotated[list[AskedKind], Field(default_factory=list, description="种类，不给就是全部")]
    page_size: int = Field(PAGE_SIZE, ge=1, le=PAGE_SIZE_LIMIT)
    sort: Sort | None = Field(None, description="relevance 最相关，place 教材顺序，released 最近发布")
    cursor: str = Field("", max_length=600, description="上一次答复里的 next，接着往后读")


class FoundPassage(Schema):
    """The passage that matched: ``url`` opens it at its page or second; ``html`` is safe HTML with ``<mark>``."""

    where: str
    url: str
    html: str


class FoundHit(Schema):
    """One row. ``title_html`` is safe HTML; ``reason`` says in one line why it was found."""

    kind: str
    title: str
    title_html: str
    url: str
    meta: list[str]
    reason: str
    passage: FoundPassage | None


class SearchAnswer(Schema):
    """The answer. ``kinds``: how many of each kind hold the words. ``next`` is the cursor of what follows, or empty."""

    total: int
    kinds: dict[str, int]
    hits: list[FoundHit]
    next: str
    suggestion: str
    engine: str
    degraded: bool


@router.get("", response=SearchAnswer, summary="搜索全部种类", auth=None)
def search_everything(request: HttpRequest, given: Query[SearchInput]) -> dict[str, Any]:
    """课例、课程、学校课程、研修组、活动、专题、教师和教学片段，一个排序。"""
    try:
        cursor = Cursor.read(given.cursor)
    except ValueError:
        raise HttpError(422, "cursor: 不是这个接口给出的") from None
    text = given.q.strip()
    inside = "moment" in given.kind
    query = SearchQuery(
        text=text,
        page_size=given.page_size,
        sort=given.sort or (Sort.RELEVANCE if text else Sort.RELEASED),
        members=request.user.is_authenticated,
        kinds=LESSONS_ONLY if inside else tuple(kind for kind in Kind.values if kind in given.kind),
    )
    if inside:
        return _moments(request, query, cursor)
    asked = replace(query, page_size=cursor.size(given.page_size), start=cursor.start, after=cursor.after)
    result = search(asked)
    following = cursor.following(result)
    shown = visible_objects(result, request.user)
    hits = [_hit(hit.kind, row_of_any(hit, found, request, result.understood)) for hit, found in shown]
    return _answer(result, result.total, hits, following)


def _moments(request: HttpRequest, query: SearchQuery, cursor: Cursor) -> dict[str, Any]:
    result = search(query)
    moments = moments_in(result)
    part = moments[cursor.start : cursor.start + query.page_size]
    lessons = shown_lessons([each.page_id for each in part], request.user)
    hits = [
        _hit("moment", row_of_moment(each, lessons[each.page_id], lessons[each.page_id].get_url(request)))
        for each in part
        if each.page_id in lessons
    ]
    reached = cursor.start + query.page_size
    return _answer(result, len(moments), hits, Cursor(reached) if reached < len(moments) else None)


def _answer(result: SearchResult, total: int, hits: list[dict[str, Any]], following: Cursor | None) -> dict[str, Any]:
    return {
        "total": total,
        "kinds": result.kinds,
        "hits": hits,
        "next": following.written() if following else "",
        "suggestion": result.suggestion,
        "engine": result.engine,
        "degraded": result.degraded,
    }


def _hit(kind: str, row: Row | HitRow) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": row.title,
        "title_html": row.title_marked or "",
        "url": row.url,
        "meta": row.meta if isinstance(row, HitRow) else [part for part in (row.place, row.meta) if part],
        "reason": row.reason,
        "passage": {"where": row.hit.where, "url": row.hit.url, "html": row.hit.text} if row.hit else None,
    }
