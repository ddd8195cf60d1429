"""Writes of the desk: counting queries, forgetting them, pinning lessons."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from courses.models import LessonPage
from search.constants import PINS_PER_QUERY, QUERY_LOG_DAYS, WORDS_LENGTH
from search.desk.models import PinnedAnswer, QueryClick, QueryCount
from search.desk.words import key_of, words_of

__all__ = ["count_click", "count_search", "forget_old_queries", "pin_lesson", "unpin_lesson", "want_lesson"]


@transaction.atomic
def count_search(*, actor: None, text: str, found: int) -> None:
    """Add one question to the day. Nobody is named: ``actor`` is the platform, and no audit entry is kept."""
    if words := words_of(text):
        row, _created = QueryCount.objects.get_or_create(day=timezone.localdate(), words=words)
        QueryCount.objects.filter(pk=row.pk).update(searches=F("searches") + 1, empty=F("empty") + (0 if found else 1))


@transaction.atomic
def count_click(*, actor: None, text: str, code: str) -> None:
    """Add one opened hit; only for words that were asked today or yesterday and a lesson that is public.

    Without ``code`` it was a hit of another kind: the words get their click, no lesson does.
    """
    words, today = words_of(text), timezone.localdate()
    asked = QueryCount.objects.filter(words=words, day__gte=today - timedelta(days=1)).order_by("-day").first()
    lesson = LessonPage.objects.live().filter(code=code).first() if code else None
    if asked is None or (code and lesson is None):
        return
    QueryCount.objects.filter(pk=asked.pk).update(clicks=F("clicks") + 1)
    if lesson is None:
        return
    row, _created = QueryClick.objects.get_or_create(day=asked.day, words=words, lesson=lesson)
    QueryClick.objects.filter(pk=row.pk).update(clicks=F("clicks") + 1)


@transaction.atomic
def want_lesson(*, actor: None, text: str) -> str:
    """Add one wish for a lesson about ``text``; returns the words as the desk sees them, empty when none are left.

    As with questions nobody is named.
    """
    if words := words_of(text):
        row, _created = QueryCount.objects.get_or_create(day=timezone.localdate(), words=words)
        QueryCount.objects.filter(pk=row.pk).update(wanted=F("wanted") + 1)
    return words


@transaction.atomic
def forget_old_queries(*, actor: None = None) -> int:
    """Drop what is older than the log may be; returns how many rows went."""
    last = timezone.localdate() - timedelta(days=QUERY_LOG_DAYS)
    counted, _tables = QueryCount.objects.filter(day__lt=last).delete()
    clicked, _tables = QueryClick.objects.filter(day__lt=last).delete()
    return counted + clicked


@transaction.atomic
def pin_lesson(*, actor: Any, words: str, lesson: LessonPage, until: date | None = None) -> PinnedAnswer:
    """Let ``lesson`` stand first for the query ``words`` (until a day). Raises ``Refusal`` naming the field."""
    words = " ".join(words.split())
    key = key_of(words)
    if not key:
        raise Refusal(_("写上要置顶的查询。"), field="words")
    if len(words) > WORDS_LENGTH:
        raise Refusal(_("查询最多%(most)d个字。") % {"most": WORDS_LENGTH}, field="words")
    if not lesson.live:
        raise Refusal(_("这节课没有公开，不能置顶。"), field="lesson")
    if until is not None and until < timezone.localdate():
        raise Refusal(_("这一天已经过去了。"), field="until")
    pins = list(PinnedAnswer.objects.filter(key=key))
    if any(pin.lesson_id == lesson.pk for pin in pins):
        raise Refusal(_("这节课已经置顶在这个查询上。"), field="lesson")
    if len(pins) >= PINS_PER_QUERY:
        raise Refusal(_("一个查询最多置顶%(most)d节课，请先取消一节。") % {"most": PINS_PER_QUERY}, field="words")
    position = max((pin.position for pin in pins), default=0) + 1
    pin = PinnedAnswer.objects.create(
        key=key, words=words, lesson=lesson, position=position, until=until, pinned_by=actor
    )
    record_audit(actor=actor, action="search.pin", target=pin, after=_pin_fields(pin))
    return pin


@transaction.atomic
def unpin_lesson(*, actor: Any, pin: PinnedAnswer) -> None:
    """Take a pin away."""
    record_audit(actor=actor, action="search.unpin", target=pin, before=_pin_fields(pin))
    pin.delete()


def _pin_fields(pin: PinnedAnswer) -> dict[str, Any]:
    return {"words": pin.words, "lesson": pin.lesson_id, "until": pin.until}
