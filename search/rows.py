"""Rows of what is no lesson: a name, whose it is, and why it was found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from search.constants import Kind
from search.moments import Moment
from search.queries import Hit
from search.reasons import reason
from search.showing import Passage, Row, passage_of, place_of, row_of
from search.understanding import Understanding


@dataclass(slots=True)
class HitRow:
    """What ``<c-hit-row>`` prints."""

    kind: str
    title: str
    url: str
    title_marked: str = ""
    meta: list[str] = field(default_factory=list)
    note: str = ""
    initial: str = ""
    hit: Passage | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a row says of an object: its address, whose it is, one sentence."""

    url: str
    meta: list[str]
    note: str = ""
    initial: str = ""


def row_of_any(hit: Hit, found: Any, request: HttpRequest, understood: Understanding) -> Row | HitRow:
    """A lesson's own row, or the plain one of the other kinds."""
    if hit.kind == Kind.LESSON:
        return row_of(hit, found, found.get_url(request), understood)
    facts = FACTS[hit.kind](found)
    return HitRow(
        kind=str(Kind(hit.kind).label),
        title=str(found),
        url=facts.url,
        title_marked=mark_safe(hit.title_html),  # noqa: S308 - escaped in passages
        meta=[part for part in facts.meta if part],
        note="" if hit.match else facts.note,
        initial=facts.initial,
        hit=passage_of(hit.match, facts.url),
        reason=reason(hit, understood),
    )


def row_of_moment(moment: Moment, lesson: Any, url: str) -> HitRow:
    """A passage first, then the lesson it stands in."""
    return HitRow(
        kind=moment.where,
        title=lesson.title,
        url=f"{url}{moment.anchor}",
        meta=[part for part in (place_of(lesson), lesson.organization.label) if part],
        hit=Passage(moment.where, f"{url}{moment.anchor}", mark_safe(moment.html)),  # noqa: S308 - escaped in passages
    )


def _series(page: Any) -> Facts:
    audience = "".join(str(part) for part in (page.stage, page.subject) if part)
    return Facts(f"/{page.address_prefix}/{page.code}/", [page.organization.label, audience], page.summary)


def _curriculum(page: Any) -> Facts:
    year = _("%(year)s学年") % {"year": page.school_year}
    return Facts(f"/{page.address_prefix}/{page.code}/", [page.organization.label, year], page.summary)


def _group(group: Any) -> Facts:
    host = _("主持人%(host)s") % {"host": group.host_name} if group.host_name else ""
    meta = [str(group.get_kind_display()), group.organization.label, host]
    return Facts(group.get_absolute_url(), meta, group.aim)


def _activity(activity: Any) -> Facts:
    day = date_format(localdate(activity.starts_at), "DATE_FORMAT")
    meta = [day, str(activity.get_kind_display()), activity.organization.label, str(activity.get_status_display())]
    return Facts(activity.get_absolute_url(), meta, activity.theme)


def _topic(topic: Any) -> Facts:
    return Facts(_lessons_about(topic.title), [topic.parent.title if topic.parent else ""])


def _person(person: Any) -> Facts:
    taught = list(dict.fromkeys(f"{row.stage}{row.subject}" for row in person.subjects_taught))
    school = person.school.label if person.school else ""
    return Facts(_lessons_about(person.name), [school, *taught], _("、").join(person.groups_in), person.initial)


def _lessons_about(words: str) -> str:
    return f"/lessons/?{urlencode({'q': words})}"


FACTS: dict[str, Callable[[Any], Facts]] = {
    Kind.SERIES: _series,
    Kind.CURRICULUM: _curriculum,
    Kind.GROUP: _group,
    Kind.ACTIVITY: _activity,
    Kind.TOPIC: _topic,
    Kind.PERSON: _person,
}
