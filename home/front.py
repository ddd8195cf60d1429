"""What the home page shows: the books with their lessons, new lessons, open series, coming activities."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prepared import Few, prepared
from core.slots import collect_items
from courses.cards import lesson_card
from courses.models import LessonPage
from research_groups.lists import coming_activities, studied_lessons
from taxonomy.models import Volume
from training.offers import open_series_cards

NEW_LESSONS = 8
OPEN_SERIES = 3
PARTS = ("lesson", "group", "activity", "hours")
COUNTS_SECONDS = 60  # counts of the whole catalogue may be a minute old


def front_context(request: HttpRequest, home: Any) -> dict[str, Any]:
    """Template variables of the home page."""
    books = book_counts()
    lessons = _newest()
    total = sum(book["count"] for book in books)
    return {
        "lead": home.lead,
        "tries": tries_of(lessons),
        "selects": picker_selects(books),
        "picker_note": ngettext("共%(n)d节课例", "共%(n)d节课例", total) % {"n": total},
        "subjects": subject_links(books),
        "lessons": [lesson_card(lesson) for lesson in lessons],
        "lineage": lineage_of(request, studied()),
        "series": open_series_cards(limit=OPEN_SERIES),
        "activities": coming_activities(),
    }


@prepared
def _newest() -> QuerySet[LessonPage]:
    lessons = LessonPage.objects.visible_to(AnonymousUser()).with_place()
    return lessons.order_by(F("released_on").desc(nulls_last=True), "-pk")[:NEW_LESSONS]


@prepared
def _these(keys: Few) -> QuerySet[LessonPage]:
    return LessonPage.objects.visible_to(AnonymousUser()).with_place().filter(pk__in=keys)


def studied() -> list[LessonPage]:
    """Lessons that activities studied, as far as everybody may see them."""
    return [lesson for keys in Few.each(studied_lessons(limit=NEW_LESSONS)) for lesson in _these(keys=keys)]


def book_counts() -> list[dict[str, Any]]:
    """Every volume that has lessons, in textbook order, with what the picker and the subject links need."""
    found: list[dict[str, Any]] | None = cache.get("home.book_counts")
    if found is None:
        rows = (
            Volume.objects.filter(lessons__live=True, lessons__visibility="public")
            .with_names()
            .annotate(count=Count("lessons"))
            .order_by("subject__position", "grade__number", "term")
        )
        found = [
            {
                "code": volume.code,
                "stage": (volume.stage.code, volume.stage.name),
                "subject": (volume.subject.code, volume.subject.name),
                "family": volume.subject.family,
                "edition": (volume.edition.code, volume.edition.name),
                "grade": (volume.grade.code, volume.grade.name),
                "count": volume.count,
            }
            for volume in rows
        ]
        cache.set("home.book_counts", found, COUNTS_SECONDS)
    return found


def picker_selects(books: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """学科, 年级 and 版本 as far as there are lessons."""
    labels = (("subject", _("学科")), ("grade", _("年级")), ("edition", _("教材版本")))
    return [
        {
            "name": name,
            "label": label,
            "options": [("", _("全部")), *dict.fromkeys(book[name] for book in books)],
            "value": "",
        }
        for name, label in labels
    ]


def subject_links(books: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Subjects with their number of lessons and their main edition."""
    links: dict[str, dict[str, Any]] = {}
    for book in books:
        code, name = book["subject"]
        link = links.setdefault(
            code,
            {"code": book["family"], "name": name, "url": f"/lessons/?subject={code}", "count": 0, "editions": {}},
        )
        link["count"] += book["count"]
        edition = book["edition"][1]
        link["editions"][edition] = link["editions"].get(edition, 0) + book["count"]
    for link in links.values():
        link["note"] = max(link["editions"], key=link["editions"].get)
    return list(links.values())


def tries_of(lessons: list[LessonPage]) -> list[tuple[str, str]]:
    """A few units that really have lessons, as examples of what can be typed."""
    titles = dict.fromkeys((lesson.node.parent or lesson.node).title for lesson in lessons if lesson.node is not None)
    return [(title, f"/lessons/?q={title}") for title in list(titles)[:4]]


def lineage_of(request: HttpRequest, lessons: list[LessonPage]) -> list[dict[str, Any]]:
    """The connected record of a studied lesson, the most complete one; nothing invented when there is none."""
    found = collect_items("lesson.lineage", request, lessons)
    records: list[list[dict[str, Any]]] = []
    for lesson in lessons:
        if items := found.get(lesson.pk):
            card = lesson_card(lesson)
            own = {"part": "lesson", "name": card["title"], "url": card["url"], "note": card["meta"]}
            records.append(sorted([own, *items], key=lambda item: PARTS.index(item["part"])))
    return max(records, key=len, default=[])
