"""``GET /api/lessons/search``: the answer of the page as JSON; public by contract, read through the same rights."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from search.constants import PAGE_SIZE, PAGE_SIZE_LIMIT, QUERY_LENGTH, Facet, Sort
from search.finding import search
from search.forms import PAGE_LIMIT, clean_values, find_place, window_of
from search.labels import label_of, order_of, school_names
from search.queries import Hit, SearchQuery, SearchResult
from search.showing import visible_hits

router = Router(tags=["精品课"])
Values = Annotated[list[str], Field(default_factory=list)]


class LessonSearchInput(Schema):
    """What may be asked. A facet may be given several times; codes and usual names are both understood."""

    q: str = Field("", max_length=QUERY_LENGTH, description="课名、教材位置、学校或教案里的一句话")
    page: int = Field(1, ge=1, le=PAGE_LIMIT)
    page_size: int = Field(PAGE_SIZE, ge=1, le=PAGE_SIZE_LIMIT)
    sort: Sort | None = Field(None, description="relevance 最相关，place 教材顺序，released 最近发布")
    node: str = Field("", max_length=16, description="教材章节或教材的编号")
    stage: Values
    subject: Values
    grade: Values
    edition: Values
    term: Values
    type: Values
    level: Values
    kind: Values
    school: Values


class Highlight(Schema):
    """A marked piece: ``html`` is safe HTML with ``<mark>``; ``url`` opens the lesson at that place."""

    field: str
    where: str
    url: str
    html: str


class LessonHit(Schema):
    """One lesson."""

    id: int
    source_id: str
    title: str
    url: str
    subject: str
    grade: str
    term: str
    edition: str
    unit: str
    school: str
    level: str
    score: float
    highlights: list[Highlight]
    why: dict[str, float]


class FacetValue(Schema):
    """One value of a facet; ``count`` is not narrowed by choices of the same facet."""

    key: str
    name: str
    count: int


class UnderstoodPart(Schema):
    """A part of the query that was read as structure."""

    kind: str
    values: list[str]
    text: str
    certain: bool


class LessonSearchAnswer(Schema):
    """The answer. ``related``: how many of ``total`` only stand in the same unit or mean something near.

    ``degraded``: the substitute engine answered.
    """

    total: int
    related: int
    page: int
    page_size: int
    hits: list[LessonHit]
    facets: dict[str, list[FacetValue]]
    understood: list[UnderstoodPart]
    suggestion: str
    engine: str
    degraded: bool


@router.get("/search", response=LessonSearchAnswer, summary="搜索精品课", auth=None)
def search_lessons(request: HttpRequest, given: Query[LessonSearchInput]) -> dict[str, Any]:
    """公开的精品课搜索：一个排序，各筛选项带数量，命中的段落带位置。"""
    filters = {facet: values for facet in Facet if (values := clean_values(facet, getattr(given, facet.value)))}
    text = given.q.strip()
    query = SearchQuery(
        text=text,
        filters=filters,
        page=given.page,
        page_size=given.page_size,
        sort=given.sort or (Sort.RELEVANCE if text else Sort.PLACE),
        members=request.user.is_authenticated,
        **window_of(find_place(given.node)),
    )
    result = search(query)
    hits = [_hit(request, hit, lesson) for hit, lesson in visible_hits(result, request.user)]
    return {
        "total": result.total,
        "related": result.related,
        "page": query.page,
        "page_size": query.page_size,
        "hits": hits,
        "facets": _facets(result),
        "understood": [
            {"kind": slot.kind, "values": list(slot.values), "text": slot.text, "certain": slot.certain}
            for slot in result.understood.slots
        ],
        "suggestion": result.suggestion,
        "engine": result.engine,
        "degraded": result.degraded,
    }


def _hit(request: HttpRequest, hit: Hit, lesson: Any) -> dict[str, Any]:
    url = lesson.get_url(request)
    volume = lesson.volume
    highlights = [{"field": "title", "where": "", "url": url, "html": hit.title_html}]
    if hit.match:
        match = hit.match
        highlights.append(
            {"field": match.place, "where": match.where, "url": f"{url}{match.anchor}", "html": match.html}
        )
    return {
        "id": lesson.pk,
        "source_id": lesson.source_id,
        "title": lesson.title,
        "url": url,
        "subject": volume.subject.name if volume else "",
        "grade": volume.grade.name if volume else "",
        "term": str(volume.get_term_display()) if volume else "",
        "edition": volume.edition.name if volume else "",
        "unit": lesson.node.label if lesson.node else "",
        "school": lesson.organization.name,
        "level": lesson.highest_level,
        "score": round(hit.score, 4),
        "highlights": highlights,
        "why": hit.why,
    }


def _facets(result: SearchResult) -> dict[str, list[dict[str, Any]]]:
    schools = school_names(list(result.facets.get(Facet.SCHOOL, {})))
    answer: dict[str, list[dict[str, Any]]] = {}
    for facet in Facet:
        counts = result.facets.get(facet, {})
        ordered = sorted(counts, key=lambda code: (order_of(facet, code), -counts[code], code))
        answer[facet.value] = [
            {
                "key": code,
                "name": schools.get(code, code) if facet == Facet.SCHOOL else label_of(facet, code),
                "count": counts[code],
            }
            for code in ordered
        ]
    return answer
