"""As-you-type suggestions: own recent searches, textbook places, people who agreed to be found, titles of lessons.

Always from the database. Titles pass the rights of the reader once more, so nothing withdrawn is suggested while the
index is stale.
"""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.models import TeacherProfile
from courses.models import LessonPage
from materials.constants import Visibility
from organizations.querysets import home_organizations
from search.engines import choice
from search.engines.base import Plan, Term
from search.models import IndexedDocument, RecentSearch, WithdrawnDocument
from search.tokens import query_tokens, squeezed
from taxonomy.models import TextbookNode

SHOWN = 8
NODES = 3
PEOPLE = 2
RECENT = 3
RECENT_ALONE = 6  # while nothing is typed yet
LENGTH = 40
NAME_LENGTH = range(2, 5)  # characters of a Chinese name that are worth comparing

Suggestion = dict[str, str]


def suggestions(text: str, *, user: Any) -> list[Suggestion]:
    """Up to eight ``{kind, name, label, note, url}``; kinds are ``recent``, ``node``, ``person`` and ``lesson``."""
    text = " ".join(text.replace("\x00", " ").split())[:LENGTH]
    recent = _recent(text, user)
    if not text:
        return recent
    taken = {each["label"] for each in recent}
    lessons = [each for each in _lessons(text, members=user.is_authenticated) if each["label"] not in taken]
    return [*recent, *_nodes(text), *_people(text), *lessons][:SHOWN]


def _suggestion(kind: str, name: str, label: str, url: str, note: str = "") -> Suggestion:
    return {"kind": kind, "name": name, "label": label, "note": note, "url": url}


def _query_url(text: str) -> str:
    return f"/lessons/?{urlencode({'q': text})}"


def _recent(text: str, user: Any) -> list[Suggestion]:
    if not user.is_authenticated:
        return []
    own = RecentSearch.objects.filter(person=user)
    if text:
        own = own.filter(text__icontains=text).exclude(text=text)
    texts = own.values_list("text", flat=True)[: RECENT if text else RECENT_ALONE]
    return [_suggestion("recent", _("最近搜索"), each, _query_url(each)) for each in texts]


def _nodes(text: str) -> list[Suggestion]:
    if len(text) < 2:
        return []
    nodes = TextbookNode.objects.with_names().filter(title__icontains=text, kind="unit").in_order()[:NODES]
    name = _("教材")
    return [
        _suggestion("node", name, f"{node.volume.title} {node.label}", f"/lessons/?node={node.code}") for node in nodes
    ]


def _people(text: str) -> list[Suggestion]:
    if len(text) not in NAME_LENGTH or text.isascii():
        return []
    profiles = list(
        TeacherProfile.objects.filter(
            findable=True, person__is_active=True, person__anonymised_at=None, person__name__startswith=text
        )
        .select_related("person")
        .order_by("person__name", "pk")[:PEOPLE]
    )
    homes = home_organizations([profile.person_id for profile in profiles]) if profiles else {}
    return [
        _suggestion(
            "person",
            _("教师"),
            profile.person.name,
            f"/search/?{urlencode({'q': profile.person.name})}",  # who teaches nowhere in public has no lessons there
            homes[profile.person_id].label if profile.person_id in homes else "",
        )
        for profile in profiles
    ]


def _lessons(text: str, *, members: bool) -> list[Suggestion]:
    tokens = query_tokens(text)
    if not tokens:
        return []
    plan = Plan(
        terms=tuple(Term(token, 1.0) for token in tokens),
        threshold=len(tokens) * 1.9,  # every token, and in the title or the card
        members=members,
        limit=SHOWN * 3,
        withdrawn=tuple(WithdrawnDocument.objects.values_list("key", flat=True)[:200]),
    )
    keys = choice.database.keys(plan)
    units = dict(IndexedDocument.objects.filter(key__in=keys).values_list("page_id", "card__unit"))
    readers = [Visibility.PUBLIC, Visibility.SIGNED_IN] if members else [Visibility.PUBLIC]
    visible = LessonPage.objects.live().unrestricted().filter(pk__in=units, visibility__in=readers)
    asked = squeezed(text)
    by_title: dict[str, list[tuple[int, str]]] = {}
    order = {int(key.partition(":")[2]): at for at, key in enumerate(keys)}
    for pk, title, code in sorted(visible.values_list("pk", "title", "code"), key=lambda row: order[row[0]]):
        by_title.setdefault(title, []).append((pk, code))
    ordered = sorted(by_title, key=lambda title: (not squeezed(title).startswith(asked), asked not in squeezed(title)))
    name = _("课")
    return [_lesson(name, title, by_title[title], units) for title in ordered[:SHOWN]]


def _lesson(name: str, title: str, same: list[tuple[int, str]], units: dict[int, str]) -> Suggestion:
    """One lesson opens itself; several of one title are a search."""
    pk, code = same[0]
    if len(same) > 1:
        return _suggestion("lesson", name, title, _query_url(title), _("%(n)d节") % {"n": len(same)})
    return _suggestion("lesson", name, title, f"/lessons/{code}/", (units.get(pk) or "").removeprefix(title).strip())
