"""Series with their units, and schools' curricula."""

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from courses.constants import FilingStatus
from courses.models import CurriculumPage, SeriesPage, UnitPage
from search.constants import Facet, Kind, Place
from search.documents import LessonDocument, Passage
from search.sources.base import PAGE, Source, words


def _open_series() -> QuerySet[Any]:
    found: QuerySet[Any] = SeriesPage.objects.live().public()
    return found


def _open_curricula() -> QuerySet[Any]:
    found: QuerySet[Any] = CurriculumPage.objects.live().public().filter(filing_status=FilingStatus.FILED)
    return found


def build_series(ids: list[int]) -> list[LessonDocument]:
    """Series; their units are passages that open at the unit. Four queries."""
    rows = list(_open_series().filter(pk__in=ids).select_related("organization", "subject", "stage"))
    units: dict[str, list[UnitPage]] = defaultdict(list)
    below = reduce(or_, (Q(path__startswith=page.path, depth=page.depth + 1) for page in rows), Q(pk=None))
    for unit in UnitPage.objects.live().public().filter(below).order_by("path"):
        units[unit.path[: -UnitPage.steplen]].append(unit)
    return [_series(page, units[page.path]) for page in rows]


def _series(page: SeriesPage, units: list[UnitPage]) -> LessonDocument:
    single = {
        Facet.SUBJECT: page.subject.code if page.subject else "",
        Facet.STAGE: page.stage.code if page.stage else "",
        Facet.LEVEL: page.level,
        Facet.SCHOOL: str(page.organization_id),
    }
    texts = [strip_tags(page.introduction), strip_tags(page.aims)]
    return LessonDocument(
        key=f"{PAGE}:{page.pk}",
        page_id=page.pk,
        entity=Kind.SERIES,
        code=page.code,
        version=0,
        title=page.title,
        summary=page.summary,
        place_words=words(page.stage.name if page.stage else "", page.subject.name if page.subject else ""),
        school=page.organization.name,
        school_words=words(page.organization.name, page.organization.short_name),
        facets={facet.value: [value] for facet, value in single.items() if value},
        level=page.level,
        passages=[
            *(Passage(Place.BODY, _("课程介绍"), "", text) for text in texts if text.strip()),
            *(
                Passage(
                    Place.UNIT,
                    _("第%(n)d单元") % {"n": number},
                    f"#unit-{unit.code}",
                    words(unit.title, strip_tags(unit.body)),
                )
                for number, unit in enumerate(units, start=1)
            ),
        ],
    )


def build_curricula(ids: list[int]) -> list[LessonDocument]:
    """Filed curricula; each block of the plan is a passage."""
    return [_curriculum(page) for page in _open_curricula().filter(pk__in=ids).select_related("organization")]


def _curriculum(page: CurriculumPage) -> LessonDocument:
    blocks = [strip_tags(str(block.render())) for block in (*page.body, *page.structure)]
    return LessonDocument(
        key=f"{PAGE}:{page.pk}",
        page_id=page.pk,
        entity=Kind.CURRICULUM,
        code=page.code,
        version=0,
        title=page.title,
        summary=page.summary,
        place_words=page.school_year,
        school=page.organization.name,
        school_words=words(page.organization.name, page.organization.short_name),
        facets={Facet.SCHOOL.value: [str(page.organization_id)]},
        passages=[Passage(Place.BODY, _("课程方案"), "", " ".join(text.split())) for text in blocks if text.strip()],
    )


def _visible_series(ids: list[int], user: Any) -> dict[int, Any]:
    rows = _open_series().filter(pk__in=ids).select_related("organization", "subject", "stage")
    return {page.pk: page for page in rows}


def _visible_curricula(ids: list[int], user: Any) -> dict[int, Any]:
    return {page.pk: page for page in _open_curricula().filter(pk__in=ids).select_related("organization")}


SERIES = Source(Kind.SERIES, SeriesPage, _open_series, build_series, _visible_series)
CURRICULA = Source(Kind.CURRICULUM, CurriculumPage, _open_curricula, build_curricula, _visible_curricula)
