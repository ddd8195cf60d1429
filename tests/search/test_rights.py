"""Nothing restricted or unpublished anywhere, also while the index has not heard of it yet.

Each world is broken behind the index's back (an update without signals), so only the second look at the database,
which every door takes, stands between a reader and what is closed.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from accounts.models import TeacherProfile
from courses.models import LessonPage
from materials.constants import Visibility
from organizations.constants import Role
from search.constants import Kind
from search.desk.services import pin_lesson
from search.finding import search
from search.models import IndexedDocument
from search.moments import moments_in
from search.queries import SearchQuery
from search.showing import visible_hits, visible_objects
from tests.accounts.factories import PersonFactory
from tests.research_groups.factories import group_of, lesson_study
from tests.search.desk import MODEL_BACKEND, signed_in
from tests.search.factories import index_all, lesson, school, slides

pytestmark = pytest.mark.django_db

SECRET = "蝴蝶效应"


def unpublish(page: LessonPage) -> None:
    Page.objects.filter(pk=page.pk).update(live=False)


def close(page: LessonPage) -> None:
    LessonPage.objects.filter(pk=page.pk).update(visibility="school")


def restrict(page: LessonPage) -> None:
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=page, restriction_type="login")])


BREAKS: dict[str, Callable[[LessonPage], None]] = {"unpublished": unpublish, "closed": close, "restricted": restrict}
DOORS = {
    "catalogue": "/lessons/?q={q}",
    "all kinds": "/search/?q={q}",
    "moments": "/search/?q={q}&tab=moment",
    "suggestions": "/lessons/suggest/?q={q}",
    "lesson api": "/api/lessons/search?q={q}",
    "api": "/api/search?q={q}",
    "moments api": "/api/search?kind=moment&q={q}",
}


@pytest.fixture(params=BREAKS)
def hidden(request: pytest.FixtureRequest) -> LessonPage:
    """A lesson that the index still holds and nobody may see any more."""
    page = lesson(f"{SECRET}的课", plan=f"<p>先讲{SECRET}，再追问来由</p>", moments=((75, f"演示{SECRET}"),))
    index_all()
    rows = list(IndexedDocument.objects.all())
    BREAKS[request.param](page)
    IndexedDocument.objects.bulk_create(rows, ignore_conflicts=True)
    assert search(SearchQuery(text=SECRET)).hits  # the index is stale, as meant
    return page


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("reader", ["visitor", "teacher", "editor"])
def test_a_stale_index_tells_nobody(hidden: LessonPage, client: Client, door: str, reader: str) -> None:
    if reader == "teacher":
        client.force_login(PersonFactory(), backend=MODEL_BACKEND)
    asking = signed_in(Role.EDITOR) if reader == "editor" else client
    body = asking.get(DOORS[door].format(q=SECRET)).content.decode()
    if body.startswith("{"):
        body = body.encode().decode("unicode_escape")
    assert hidden.code not in body
    assert f"{SECRET}的课" not in body
    assert "先讲" not in body
    assert "演示" not in body


def test_neither_its_numbers_nor_its_title_are_left(hidden: LessonPage, client: Client) -> None:
    answer = client.get("/api/search", {"q": SECRET}).json()
    assert (answer["total"], answer["kinds"].get("lesson", 0), answer["suggestion"]) == (0, 0, "")
    assert client.get("/api/search", {"q": SECRET, "kind": "moment"}).json()["total"] == 0
    result = search(SearchQuery(text=SECRET))
    result.suggestion = hidden.title
    assert visible_hits(result, PersonFactory()) == []
    assert (result.total, result.suggestion) == (0, "")


def test_no_pin_shows_it(hidden: LessonPage, client: Client) -> None:
    hidden.live = True  # as the editor's form saw it a moment ago
    pin_lesson(actor=PersonFactory(), words="比的意义", lesson=hidden)
    assert hidden.code not in client.get("/lessons/", {"q": "比的意义"}).content.decode()
    assert client.get("/api/lessons/search", {"q": "比的意义"}).json()["total"] == 0


def test_it_is_like_nothing(hidden: LessonPage, client: Client) -> None:
    own = lesson("混沌的课")
    index_all()
    for header in ({}, {"HX-Request": "true"}):
        assert hidden.code not in client.get(f"/lessons/{own.code}/similar/", headers=header).content.decode()


def test_facets_and_counts_follow_at_once(client: Client) -> None:
    shown, closed = lesson("分数一"), lesson("分数二", at="二小")
    index_all()
    closed.visibility = "school"
    closed.save()  # the worker has not run
    answer = client.get("/api/lessons/search", {"q": "分数"}).json()
    assert [hit["id"] for hit in answer["hits"]] == [shown.pk]
    assert [value["count"] for value in answer["facets"]["school"]] == [1]
    assert client.get("/api/search", {"q": "分数"}).json()["kinds"] == {"lesson": 1}


def test_other_kinds_pass_their_own_rule(client: Client) -> None:
    group = group_of(school()[0], name=f"{SECRET}研究组")
    activity = lesson_study(group, title=f"{SECRET}磨课")
    person = PersonFactory(name="沈砚秋")
    TeacherProfile.objects.update_or_create(person=person, defaults={"findable": True})
    index_all()
    before = search(SearchQuery(text=SECRET, kinds=()))
    assert {hit.kind for hit in before.hits} == {Kind.GROUP, Kind.ACTIVITY}
    type(group).objects.filter(pk=group.pk).update(dissolved_on=date(2026, 1, 1))
    type(activity).objects.filter(pk=activity.pk).update(status="cancelled")
    TeacherProfile.objects.filter(person=person).update(findable=False)
    assert visible_objects(before, PersonFactory()) == []
    assert sum(before.kinds.values()) == 0
    for text in (SECRET, "沈砚秋"):
        answer = client.get("/api/search", {"q": text}).json()
        assert (answer["hits"], answer["total"]) == ([], 0)
        html = client.get("/search/", {"q": text}).content.decode()
        assert f"{SECRET}</mark>研究组" not in html
    assert client.get("/lessons/suggest/", {"q": "沈砚秋"}).json() == {"suggestions": []}


def test_signed_in_files_are_no_moments_for_visitors() -> None:
    lesson("倒数的认识", materials=(slides(f"只有这一页写着{SECRET}", visibility=Visibility.SIGNED_IN),))
    index_all()
    asked: list[Any] = [moments_in(search(SearchQuery(text=SECRET, members=members))) for members in (False, True)]
    assert [len(each) for each in asked] == [0, 1]
