"""What is found beside lessons: every kind on both engines, its rights, its tab, and 教学片段 inside lessons."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import TeacherProfile
from accounts.services import anonymise_person, create_person, set_findable
from courses.models import LessonPage, SeriesPage, UnitPage
from materials.constants import Visibility
from research_groups.models import ResearchGroup
from search import checks, indexing, sources
from search.constants import Kind
from search.engines import choice
from search.finding import search
from search.moments import moments_in
from search.queries import SearchQuery, SearchResult
from taxonomy.models import TopicNode
from tests.research_groups.factories import group_of, lesson_study
from tests.search.conftest import settle
from tests.search.factories import index_all, lesson, node, school, slides

pytestmark = pytest.mark.django_db


def series(title: str = "数与运算的教学", *units: str) -> SeriesPage:
    """A live series of a school, with units."""
    organization, parent = school("区教师进修学院")
    page = SeriesPage(title=title, organization=organization, summary="从算理讲到错例", minutes=90)
    page = parent.add_child(instance=page)
    for unit in units:
        page.add_child(instance=UnitPage(title=unit, kind="reading"))
    return page


def teacher(name: str = "林岚", *, findable: bool = True) -> Any:
    person = create_person(actor=None, username=f"u-{name}", name=name, profile={})
    if findable:
        set_findable(actor=person, person=person, findable=True)
    return person


def ask(text: str, *kinds: str, **options: Any) -> SearchResult:
    return search(SearchQuery(text=text, kinds=kinds, **options))


def found(result: SearchResult) -> list[tuple[str, int]]:
    return [(hit.kind, hit.page_id) for hit in result.hits]


def test_every_kind_is_found_in_one_order_and_counted_by_kind(engine: str) -> None:
    lesson("分数除法")
    programme = series("分数的教学", "分数除法的算理")
    group = group_of(school()[0], name="分数研究工作室")
    activity = lesson_study(group, title="分数除法磨课")
    topic = TopicNode.objects.create(title="分数主题班会")
    person = teacher("分数生")
    settle()
    result = ask("分数")
    assert result.engine == engine
    assert result.kinds == {
        Kind.LESSON: 1, Kind.SERIES: 1, Kind.GROUP: 1, Kind.ACTIVITY: 1, Kind.TOPIC: 1, Kind.PERSON: 1,
    }  # fmt: skip
    wanted = {
        (Kind.SERIES, programme.pk), (Kind.GROUP, group.pk), (Kind.ACTIVITY, activity.pk), (Kind.TOPIC, topic.pk),
        (Kind.PERSON, person.pk),
    }  # fmt: skip
    assert wanted < set(found(result))
    assert found(ask("分数", Kind.GROUP)) == [(Kind.GROUP, group.pk)]
    assert ask("分数", Kind.GROUP).kinds == result.kinds


def test_what_holds_the_words_stands_before_what_is_only_near(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    near = lesson("协商决定班级事务", level="city")
    programme = series("数与运算的教学", "怎样开家长会")
    settle()
    key = f"page:{near.pk}"
    monkeypatch.setattr("search.finding.choice.nearest", lambda _text, _number: [(key, 0.9)])
    result = ask("家长会")
    assert found(result) == [(Kind.SERIES, programme.pk), (Kind.LESSON, near.pk)]
    assert (result.matched, result.related) == (1, 1)


def test_the_lesson_search_knows_lessons_only(engine: str) -> None:
    lesson("分数除法")
    series("分数的教学")
    settle()
    result = search(SearchQuery(text="分数"))
    assert [hit.kind for hit in result.hits] == [Kind.LESSON]
    assert result.total == 1
    assert sum(result.facets["school"].values()) == 1


def test_a_unit_is_found_in_its_series_and_leaves_with_it(engine: str) -> None:
    programme = series("数与运算的教学", "倒数为什么要颠倒")
    unit = UnitPage.objects.get()
    settle()
    hit = ask("颠倒", Kind.SERIES).hits[0]
    assert hit.match
    assert hit.match.anchor == f"#unit-{unit.code}"
    unit.unpublish()
    assert ask("颠倒", Kind.SERIES).total == 0
    settle()
    assert ask("数与运算", Kind.SERIES).total == 1
    programme.unpublish()
    assert ask("数与运算", Kind.SERIES).total == 0


def test_people_are_found_only_while_they_agree(engine: str) -> None:
    hidden, shown = teacher("许未名", findable=False), teacher("许知远")
    settle()
    assert found(ask("许未名", Kind.PERSON)) == []
    assert found(ask("许知远", Kind.PERSON)) == [(Kind.PERSON, shown.pk)]
    set_findable(actor=shown, person=shown, findable=False)
    assert found(ask("许知远", Kind.PERSON)) == []  # at once, before the worker hears of it
    settle()
    set_findable(actor=shown, person=shown, findable=True)
    settle()
    assert found(ask("许知远", Kind.PERSON)) == [(Kind.PERSON, shown.pk)]
    anonymise_person(actor=hidden, person=shown, reason="离职")
    settle()
    assert ask("许知远", Kind.PERSON).total == 0


def test_dissolved_groups_and_cancelled_activities_leave_at_once(engine: str) -> None:
    group = group_of(school()[0], name="算理研究工作室")
    activity = lesson_study(group, title="算理磨课")
    settle()
    assert ask("算理").kinds == {Kind.GROUP: 1, Kind.ACTIVITY: 1}
    group.dissolved_on = date(2026, 1, 1)
    group.save()
    activity.status = "cancelled"
    activity.save()
    assert ask("算理").kinds == {}
    settle()
    assert ask("算理").total == 0


def test_a_person_in_a_stale_index_is_not_shown(client: Client) -> None:
    person = teacher("沈砚秋")
    index_all()
    TeacherProfile.objects.filter(person=person).update(findable=False)  # no signal: the index has not heard
    assert "沈砚秋</mark>" not in client.get("/search/", {"q": "沈砚秋", "tab": "person"}).content.decode()
    assert client.get("/api/search", {"q": "沈砚秋", "kind": "person"}).json()["hits"] == []


def test_drift_of_every_kind_is_found_and_healed(engine: str) -> None:
    lesson("分数除法")
    series("分数的教学")
    group = group_of(school()[0], name="分数研究工作室")
    teacher("分数生")
    settle()
    for each in choice.engines():
        assert indexing.differences(each) == ([], [])
    ResearchGroup.objects.filter(pk=group.pk).update(dissolved_on=date(2026, 1, 1))
    for each in choice.engines():
        assert indexing.differences(each) == ([], [f"group:{group.pk}"])
        assert indexing.heal(each) == (0, 1)
        assert indexing.differences(each) == ([], [])


def test_a_forgotten_model_fails_the_system_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.every_page_type_decided() == []
    without = tuple(source for source in sources.SOURCES if source.kind not in (Kind.GROUP, Kind.SERIES))
    monkeypatch.setattr(checks, "SOURCES", without)
    said = {(error.id, error.msg.split(" ")[0]) for error in checks.every_page_type_decided()}
    assert {("search.E001", "research_groups.ResearchGroup"), ("search.E001", "courses.SeriesPage")} <= said
    assert len([one for one in said if one[0] == "search.E002"]) == 1  # both say "the kind … has no source"
    assert all(hasattr(model, "_meta") for model in apps.get_models())


def test_moments_answer_with_paragraphs_pages_and_seconds(engine: str) -> None:
    lesson(
        "分数除法",
        plan="<p>先看这个错例，再追问：为什么要乘倒数</p><p>巩固练习，每人三道</p>",
        moments=((75, "追问学生错例的原因"),),
        materials=(slides("错例：三分之二除以四"),),
    )
    lesson("圆的认识", place=node(number=5, title="圆"), plan="<p>圆心在哪里，追问三次</p>")
    settle()
    moments = moments_in(search(SearchQuery(text="分数除法 错例 追问")))
    assert {moment.place for moment in moments} == {"plan", "moment", "slide"}
    assert moments[0].anchor == "?t=75#video"
    assert ["<mark>错例</mark>" in moment.html for moment in moments] == [True] * 3, [each.html for each in moments]


def test_a_file_closed_later_is_silent_at_once(engine: str) -> None:
    file = slides("只此一页写着抛锚")
    lesson("倒数的认识", materials=(file,))
    settle()
    assert ask("抛锚").total == 1
    file.visibility = Visibility.SCHOOL
    file.save()
    assert ask("抛锚", members=True).matched == 0
    assert moments_in(ask("抛锚", members=True)) == []


def test_the_page_has_tabs_and_opens_passages_at_their_place(client: Client) -> None:
    page = lesson("分数除法", moments=((75, "追问错例"),))
    series("分数的教学")
    index_all()
    html = client.get("/search/", {"q": "分数"}).content.decode()
    assert 'aria-current="page"' in html
    assert "/search/?q=%E5%88%86%E6%95%B0&amp;tab=series" in html
    assert f"/lessons/{page.code}/" in html
    inside = client.get("/search/", {"q": "追问错例", "tab": "moment"}).content.decode()
    assert f"/lessons/{page.code}/?t=75#video" in inside
    assert client.get("/search/", {"q": "分数", "tab": "lesson"})["Location"].startswith("/lessons/?q=")
    assert "tab=series" in client.get("/lessons/", {"q": "分数"}).content.decode()
    assert "kind-tabs" not in client.get("/lessons/").content.decode()


@pytest.mark.parametrize("given", [{}, {"q": ""}, {"q": "\x00"}, {"q": "分", "tab": "<x>"}, {"tab": "moment"}])
def test_hostile_addresses(client: Client, given: dict[str, str]) -> None:
    assert client.get("/search/", given).status_code == 200


def test_a_cursor_reads_everything_once(engine: str, client: Client) -> None:
    for number in range(12):
        lesson(f"分数第{number}课")
    series("分数的教学")
    settle()
    seen: list[str] = []
    cursor = ""
    for _page in range(9):
        answer = client.get("/api/search", {"q": "分数", "page_size": 5, "cursor": cursor}).json()
        seen += [hit["url"] for hit in answer["hits"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 13
    assert client.get("/api/search", {"q": "分数", "cursor": "made-up"}).status_code == 422


def test_past_the_candidates_the_engine_reads_on(engine: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("search.planning", "search.cursor", "search.finding"):
        monkeypatch.setattr(f"{module}.CANDIDATES", 4)
    for number in range(11):
        lesson(f"分数第{number}课")
    settle()
    seen: list[str] = []
    cursor = ""
    for _page in range(9):
        answer = client.get("/api/search", {"q": "分数", "kind": "lesson", "page_size": 3, "cursor": cursor}).json()
        seen += [hit["title"] for hit in answer["hits"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert sorted(seen) == sorted({f"分数第{number}课" for number in range(11)})


def test_each_hit_says_why(client: Client) -> None:
    lesson("分数除法", plan="<p>先圈出单位，再列式</p>")
    index_all()
    first = client.get("/api/search", {"q": "六上 数学 分数除法"}).json()["hits"][0]
    assert first["reason"].startswith("名称就是查询的词；位置相符")
    assert client.get("/api/search", {"q": "圈出单位"}).json()["hits"][0]["reason"] == "教学设计里写到"


def test_a_reason_tells_the_name_from_the_unit(client: Client) -> None:
    lesson("整理与复习", place=node(number=3, title="分数除法"))
    lesson("用分数除法解决问题", place=node(number=4, title="比"))
    index_all()
    hits = client.get("/api/search", {"q": "分数除法"}).json()["hits"]
    assert {hit["title"]: hit["reason"] for hit in hits} == {
        "用分数除法解决问题": "名称里有查询的词",
        "整理与复习": "单元名称相符",
    }


def test_a_lesson_stands_before_an_activity_of_the_same_words(client: Client) -> None:
    lesson("分数除法的意义")
    lesson_study(group_of(school()[0]), title="听分数除法")
    index_all()
    kinds = [hit["kind"] for hit in client.get("/api/search", {"q": "分数除法"}).json()["hits"]]
    assert kinds[:2] == ["lesson", "activity"]


@pytest.mark.parametrize(("query", "shown"), [("圈出单位", True), ("分数除法", False)])
def test_passages_lead_where_no_name_is_the_query(client: Client, query: str, shown: bool) -> None:
    lesson("分数除法", plan="<p>先圈出单位，再列式</p>")
    index_all()
    html = client.get("/search/", {"q": query}).content.decode()
    assert ("moments-title" in html) is shown


def test_a_question_is_answered_inside_a_text(engine: str) -> None:
    lesson("阅读材料一", plan="<p>盖叫天在六十年代拍过电影《武松》，那时他已经七十多岁</p>")
    lesson("电影里的数学", plan="<p>数一数一共有多少张票</p>")
    for title in ("年代尺", "圆的认识", "比的意义", "荷花", "观潮", "走月亮", "方程", "可能性", "平移", "负数"):
        lesson(title)
    settle()
    hits = search(SearchQuery(text="六十年代盖叫天拍的电影叫什么名字")).hits
    assert LessonPage.objects.get(pk=hits[0].page_id).title == "阅读材料一"
