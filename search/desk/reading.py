"""What the desk shows of the query log: sums over days, never a person."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.cards import lesson_url
from courses.models import LessonPage
from search.desk.models import PinnedAnswer, QueryClick, QueryCount
from search.desk.words import key_of

SHOWN = 20


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Words with their sums; ``share`` is opened hits per hundred questions, as text."""

    words: str
    searches: int
    empty: int
    clicks: int
    wanted: int
    pinned: bool

    @property
    def share(self) -> str:
        """How many of a hundred questions led to an opened lesson (more than one hit may be opened)."""
        return f"{min(100, round(100 * self.clicks / self.searches))}%" if self.searches else "—"


@dataclass(frozen=True, slots=True)
class Figures:
    """The desk's figures since a day."""

    since: date
    searches: int
    empty: int
    clicks: int
    top: list[AskedWords]
    without_result: list[AskedWords]
    opened: list[dict[str, Any]]


def figures(days: int) -> Figures:
    """Sums over the last ``days`` days, today included."""
    since = timezone.localdate() - timedelta(days=days - 1)
    rows = QueryCount.objects.filter(day__gte=since)
    zero = Coalesce(Sum("searches"), 0), Coalesce(Sum("empty"), 0), Coalesce(Sum("clicks"), 0)
    searches, empty, clicks = rows.aggregate(searches=zero[0], empty=zero[1], clicks=zero[2]).values()
    by_words = rows.values("words").annotate(
        asked=Sum("searches"), nothing=Sum("empty"), opened=Sum("clicks"), wishes=Sum("wanted")
    )
    lacking = Q(wishes__gt=0) | Q(nothing__gt=0, nothing__gte=F("asked") / 2)
    return Figures(
        since=since,
        searches=searches,
        empty=empty,
        clicks=clicks,
        top=_rows(by_words.filter(asked__gt=0).order_by("-asked", "words")[:SHOWN]),
        without_result=_rows(by_words.filter(lacking).order_by("-wishes", "-nothing", "words")[:SHOWN]),
        opened=_opened(since),
    )


def _rows(found: Any) -> list[AskedWords]:
    rows = list(found)
    keys = {row["words"]: key_of(row["words"]) for row in rows}
    pinned = set(PinnedAnswer.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return [
        AskedWords(
            row["words"], row["asked"], row["nothing"], row["opened"], row["wishes"], keys[row["words"]] in pinned
        )
        for row in rows
    ]


def _opened(since: date) -> list[dict[str, Any]]:
    sums = list(
        QueryClick.objects.filter(day__gte=since)
        .values("lesson")
        .annotate(times=Sum("clicks"))
        .order_by("-times", "lesson")[:SHOWN]
    )
    lessons = LessonPage.objects.live().in_bulk([row["lesson"] for row in sums])
    return [
        {"title": lessons[row["lesson"]].title, "url": lesson_url(lessons[row["lesson"]]), "clicks": row["times"]}
        for row in sums
        if row["lesson"] in lessons
    ]


def pins() -> list[dict[str, Any]]:
    """Every pin with its lesson, and whether it is shown at present."""
    today = timezone.localdate()
    rows = PinnedAnswer.objects.select_related("lesson", "pinned_by").order_by("words", "position", "pk")
    return [
        {
            "pin": pin,
            "title": pin.lesson.title,
            "url": lesson_url(pin.lesson),
            "over": pin.until is not None and pin.until < today,
            "hidden": not pin.lesson.live,
        }
        for pin in rows
    ]
