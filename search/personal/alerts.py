"""New lessons against saved searches: one notice per search and batch, one mention per lesson and search for ever.

The task looks at what is there, not at what happened: a lesson is new when it stands in the index, was first published
after the search was saved, and was not considered before. Indexing a lesson again therefore tells nobody anything, and
a worker that dies loses nothing.
"""

from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.services import send_notice
from courses.models import LessonPage
from search.constants import DEEPEST_HIT
from search.engines import choice
from search.models import IndexedDocument
from search.personal.addresses import query_of
from search.personal.models import ConsideredLesson, SavedSearch, SavedSearchMatch
from search.planning import WISHES, prepare

logger = structlog.get_logger("yanxun.search")

KIND = "saved_search"
BATCH = 500  # lessons considered at once
NAMED = 5  # titles in one notice; the page lists all


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did."""

    lessons: int
    notices: int


def alert_saved_searches() -> Told:
    """Compare lessons that are new in the index with every saved search that wants notices."""
    fresh = _new_lessons()
    if not fresh:
        return Told(0, 0)
    notices = 0
    for search in SavedSearch.objects.filter(alerts=True, person__is_active=True).select_related("person"):
        newer = [lesson for lesson in fresh if lesson.first_published_at > search.created_at]
        if not newer:
            continue
        try:
            notices += _tell(search, newer)
        except Exception:  # one search that cannot be read must not silence the others
            logger.exception("saved search failed", search=search.pk)
    ConsideredLesson.objects.bulk_create([ConsideredLesson(lesson=lesson) for lesson in fresh], ignore_conflicts=True)
    return Told(len(fresh), notices)


def _new_lessons() -> list[LessonPage]:
    oldest = SavedSearch.objects.aggregate(at=Min("created_at"))["at"]
    if oldest is None:
        return []
    indexed = IndexedDocument.objects.filter(key__startswith="page:", entity="lesson").values("page_id")
    return list(
        LessonPage.objects.live()
        .filter(first_published_at__gt=oldest, pk__in=indexed)
        .exclude(pk__in=ConsideredLesson.objects.values("lesson"))
        .order_by("first_published_at", "pk")[:BATCH]
    )


@transaction.atomic
def _tell(search: SavedSearch, lessons: list[LessonPage]) -> int:
    """Match and write the notice in one transaction; the row's lock keeps a second worker out."""
    SavedSearch.objects.select_for_update().get(pk=search.pk)
    told = set(search.matches.values_list("lesson_id", flat=True))
    wanted = matching_ids(search.address, [lesson.pk for lesson in lessons if lesson.pk not in told])
    found = list(LessonPage.objects.visible_to(search.person).filter(pk__in=wanted).order_by("-first_published_at"))
    if not found:
        return 0
    SavedSearchMatch.objects.bulk_create([SavedSearchMatch(search=search, lesson=lesson) for lesson in found])
    send_notice(actor=None, person=search.person, kind=KIND, **_words(search, found))
    return 1


def _words(search: SavedSearch, found: list[LessonPage]) -> dict[str, Any]:
    number = len(found)
    titles = [_("《%(title)s》") % {"title": lesson.title} for lesson in found[:NAMED]]
    body = "".join(titles)
    if number > NAMED:
        body = _("%(titles)s等%(n)d节") % {"titles": body, "n": number}
    title = ngettext("“%(name)s”有%(n)d节新课", "“%(name)s”有%(n)d节新课", number)
    return {
        "title": title % {"name": search.name, "n": number},
        "body": body,
        "reason": _("你保存了检索“%(name)s”并开着新课通知，可以在“我的检索”里关掉。") % {"name": search.name},
        "url": f"{reverse('search:my_searches')}#search-{search.public_id}",
        "dedup_key": f"saved-search:{search.pk}:{','.join(str(lesson.pk) for lesson in found)}"[:120],
    }


def matching_ids(address: str, lesson_ids: list[int]) -> list[int]:
    """Those of ``lesson_ids`` that hold the words and stand at the place that the search names.

    Asked of the database index, which is always fed. What is only near in meaning is no reason to write to anybody.
    """
    if not lesson_ids:
        return []
    # Words that no lesson held so far are the very reason to wait for one: they are no misspelling here.
    prepared = prepare(replace(query_of(address), off=frozenset({"sound"})))
    found = choice.database.find(replace(prepared.plan, offset=0, limit=DEEPEST_HIT)).keys
    keys = {f"page:{pk}" for pk in lesson_ids} & set(found)
    place: dict[str, Any] = {
        f"{wish.column}__in": wish.values
        for wish in prepared.plan.required
        if wish.column in WISHES.values() or wish.column == "school"
    }
    rows = IndexedDocument.objects.filter(key__in=keys, **place)
    return [int(pk) for pk in rows.values_list("page_id", flat=True)]
