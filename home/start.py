"""The start page after signing in: what do I teach this week, what is missing, when and where am I next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.cards import lesson_card
from courses.models import LessonPage, MyTextbook
from organizations.querysets import home_organization
from research_groups.lists import next_activity_of, weekday_name
from taxonomy.models import TextbookNode
from training.assignments import rule_set_of
from training.header import header_hours
from training.offers import next_session_of, running_enrolments
from training.rule_book import terms_on

LESSONS_PER_BOOK = 4
TEACHING_WEEKS = {1: (9, 1), 2: (2, 15)}  # first day of the two school terms
WEEKS_PER_TERM = 20


@dataclass(frozen=True)
class Next:
    """When and where one is next."""

    at: datetime
    title: str
    place: str
    url: str


def start_context(person: Any) -> dict[str, Any]:
    """Template variables of ``/me/``."""
    books = [book_of_week(person, book) for book in my_textbooks(person)]
    following = next_of(person)
    gap = gap_brief(person)
    return {
        "today": timezone.localdate(),
        "weekday": weekday_name(timezone.localdate().weekday()),
        "organization": home_organization(person),
        "books": books,
        "gap": gap,
        "next": following,
        "enrolments": running_enrolments(person),
        "brief": [teach_brief(books), *([gap] if gap else []), next_brief(following)],
    }


def my_textbooks(person: Any) -> list[MyTextbook]:
    """The books a person teaches."""
    return list(
        MyTextbook.objects.filter(person=person)
        .select_related("volume__subject", "volume__edition", "volume__grade", "volume__stage", "current_node__parent")
        .order_by("added_at", "pk")
    )


def book_of_week(person: Any, book: MyTextbook) -> dict[str, Any]:
    """A book with this week's node and the lessons on it (on its unit when the node has none)."""
    node = book.current_node or guessed_node(book)
    lessons: list[LessonPage] = []
    if node is not None:
        visible = LessonPage.objects.visible_to(person).with_place().prefetch_related("authors__person")
        lessons = list(visible.within(node).order_by("-highest_level", "title")[:LESSONS_PER_BOOK])
        if not lessons and node.parent is not None:
            lessons = list(visible.within(node.parent).order_by("node__path", "title")[:LESSONS_PER_BOOK])
    return {
        "volume": book.volume,
        "node": node,
        "lessons": [{**lesson_card(lesson, with_author=True), "code": lesson.code} for lesson in lessons],
        "pace_url": reverse("courses:textbook", args=[book.volume.code]),
    }


def guessed_node(book: MyTextbook) -> TextbookNode | None:
    """Where a class stands by the calendar until its teacher says otherwise: week n of twenty, nth part of the book."""
    nodes = list(
        TextbookNode.objects.filter(volume=book.volume, kind="lesson").select_related("parent").order_by("path")
    )
    if not nodes:
        return TextbookNode.objects.filter(volume=book.volume).order_by("path").first()
    today = timezone.localdate()
    month, day = TEACHING_WEEKS.get(book.volume.term, TEACHING_WEEKS[1])
    begun = today.replace(month=month, day=day)
    if begun > today:
        begun = begun.replace(year=today.year - 1)
    week = min((today - begun).days // 7, WEEKS_PER_TERM - 1)
    return nodes[week * len(nodes) // WEEKS_PER_TERM]


def next_of(person: Any) -> Next | None:
    """The nearer of the next session of a run and the next activity."""
    found = [Next(**one) for one in (next_session_of(person), next_activity_of(person)) if one]
    return min(found, key=lambda one: one.at, default=None)


def teach_brief(books: list[dict[str, Any]]) -> dict[str, str]:
    """这周讲 …"""
    book = next((one for one in books if one["node"]), None)
    if book is None:
        return {
            "kind": _("这周讲"),
            "answer": _("先选我的教材"),
            "note": _("选一次，每周的课例就在这里"),
            "url": reverse("courses:my_textbooks"),
        }
    count = len(book["lessons"])
    note = _("%(n)d节课例，材料都能下载") % {"n": count} if count else _("这一课还没有课例")
    return {"kind": _("这周讲"), "answer": book["node"].title, "note": note, "url": "#teach"}


def gap_brief(person: Any) -> dict[str, str] | None:
    """本年度还差 …; ``None`` for those whom no rule set asks."""
    today = timezone.localdate()
    school = home_organization(person, today)
    hours = header_hours(person, school, today) if school else None
    set_key = rule_set_of(school, today) if school else None
    if hours is None or set_key is None:
        return None
    terms = terms_on(set_key, today)
    days = (terms.year_last - today).days
    note = _("%(done)s/%(min)s，到%(day)s还有%(days)d天") % {
        "done": hours.done,
        "min": hours.min,
        "day": date_format(terms.year_last, "MONTH_DAY_FORMAT"),
        "days": days,
    }
    if hours.reached:
        return {"kind": _("本年度"), "answer": _("已达标"), "note": note, "url": hours.url}
    return {"kind": _("本年度还差"), "answer": hours.missing, "note": note, "url": "#gap"}


def next_brief(following: Next | None) -> dict[str, str]:
    """下一次研修 …"""
    if following is None:
        return {
            "kind": _("下一次研修"),
            "answer": _("还没有安排"),
            "note": _("看看正在报名的课程"),
            "url": reverse("training:series_list"),
        }
    at = timezone.localtime(following.at)
    when = _("%(day)s%(weekday)s%(time)s") % {
        "day": date_format(at, "MONTH_DAY_FORMAT"),
        "weekday": weekday_name(at.weekday()),
        "time": f"{at:%H:%M}",
    }
    note = _("，").join(part for part in (following.place, following.title) if part)
    return {"kind": _("下一次研修"), "answer": when, "note": note, "url": following.url}
