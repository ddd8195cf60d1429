"""The contract: what holds of a search whichever engine answers."""

from typing import Any

import pytest

from core.events import announce
from core.services import drain
from materials.constants import Visibility
from materials.events import MaterialDerived
from materials.models import Material
from search import indexing
from search.constants import CONSUMER_INDEX, CONSUMER_SERVER, Facet, Sort
from search.engines import choice
from search.finding import search
from search.queries import SearchQuery, SearchResult
from tests.search.conftest import settle
from tests.search.factories import lesson, node, slides, volume

pytestmark = pytest.mark.django_db


def titles(result: SearchResult) -> list[str]:
    from courses.models import LessonPage

    names = dict(LessonPage.objects.values_list("pk", "title"))
    return [names[hit.page_id] for hit in result.hits]


def ask(text: str = "", **options: Any) -> SearchResult:
    return search(SearchQuery(text=text, **options))


def test_a_published_lesson_is_found_by_title_with_its_words_marked(engine: str) -> None:
    lesson("一个数除以分数")
    lesson("七律·长征", place=node(subject="语文", edition="统编版", number=2, title="革命岁月"))
    settle()
    result = ask("除以分数")
    assert result.engine == engine
    assert titles(result) == ["一个数除以分数"]
    assert result.hits[0].title_html == "一个数<mark>除以分数</mark>"
    assert result.total == 1


@pytest.mark.parametrize(
    "query", ["七律 长征", "七律長征", "七律·长征", "qilü changzheng", "qilv changzheng", "七绿长征"]
)
def test_spelling_does_not_decide(engine: str, query: str) -> None:
    lesson("七律·长征", place=node(subject="语文", edition="统编版", number=2, title="革命岁月"))
    for title in ("分数乘整数", "圆的认识", "百分数的意义", "草原", "丁香结"):
        lesson(title)
    settle()
    assert titles(ask(query))[:1] == ["七律·长征"]


def test_the_place_in_the_book_is_understood_and_only_orders(engine: str) -> None:
    lesson("分数除法复习", place=node(grade=6, term=1))
    lesson("分数除法复习", place=node(grade=5, term=2, number=4, title="分数"))
    settle()
    result = ask("五下 数学 分数除法")
    assert result.total == 2
    assert {slot.kind for slot in result.understood.slots} >= {"grade", "term", "subject"}
    first = result.hits[0].page_id
    from courses.models import LessonPage

    assert LessonPage.objects.get(pk=first).volume.grade.number == 5


def test_another_period_of_the_lesson_asked_for_comes_before_other_lessons(engine: str) -> None:
    lesson("分数除法的意义", period=1)
    lesson("分数除法的算理", period=2)
    settle()
    assert titles(ask("分数除法的意义 第二课时")) == ["分数除法的意义", "分数除法的算理"]


@pytest.mark.parametrize(("second_unit", "neighbours"), [(3, 1), (5, 0)])
def test_only_hits_of_one_unit_bring_its_neighbours(engine: str, second_unit: int, neighbours: int) -> None:
    lesson("快乐读书吧", place=node(number=3))
    lesson("快乐读书吧", place=node(number=second_unit, title="分数除法" if second_unit == 3 else "圆"))
    lesson("观察植物", place=node(number=3))
    settle()
    result = ask("快乐读书吧", off=frozenset({"meaning"}))
    assert (result.matched, result.related) == (2, neighbours)


def test_a_place_without_a_title_lists_that_unit(engine: str) -> None:
    for title in ("倒数的认识", "分数除以整数"):
        lesson(title, place=node(number=3))
    lesson("圆的周长", place=node(number=5, title="圆"))
    settle()
    assert set(titles(ask("六上 数学 第三单元"))) == {"倒数的认识", "分数除以整数"}


def test_text_inside_plan_slides_and_moments_is_found_with_its_place(engine: str) -> None:
    lesson(
        "倒数的认识",
        plan="<p>追问学生：互为是什么意思</p>",
        moments=((75, "黑板上留下三种画法"),),
        materials=(slides("转化成分数乘法"),),
    )
    settle()
    file = Material.objects.get()
    places = {query: ask(query).hits[0].match for query in ("追问学生", "三种画法", "转化成")}
    assert [(match.where, match.anchor) for match in places.values() if match] == [
        ("教学设计 教学过程", "#plan-1"),
        ("视频 01:15", "?t=75#video"),
        ("课件 第6页", f"materials/{file.public_id}/view/#p6"),
    ]
    assert "<mark>转化成</mark>" in str(places["转化成"] and places["转化成"].html)


def test_facets_count_and_their_own_choice_does_not_narrow_them(engine: str) -> None:
    lesson("分数乘整数", place=node(grade=6))
    lesson("分数的意义", place=node(grade=5, term=2, number=4, title="分数"))
    lesson("分数加减法", place=node(grade=5, term=2, number=4, title="分数"), at="嘉陵小学")
    settle()
    result = ask("分数", filters={Facet.GRADE: ("g6",)})
    assert result.total == 1
    assert result.facets[Facet.GRADE] == {"g5": 2, "g6": 1}
    assert sum(result.facets[Facet.SCHOOL].values()) == 1
    both = ask("分数", filters={Facet.GRADE: ("g6", "g5")})
    assert both.total == 3


def test_a_level_means_at_least_this_level(engine: str) -> None:
    lesson("分数一", level="national")
    lesson("分数二", level="district")
    lesson("分数三")
    settle()
    assert set(titles(ask("分数", filters={Facet.LEVEL: ("city",)}))) == {"分数一"}
    assert ask("分数").facets[Facet.LEVEL] == {
        "school": 2,
        "area": 2,
        "district": 2,
        "city": 1,
        "province": 1,
        "national": 1,
    }


def test_kinds_of_material_are_multi_valued(engine: str) -> None:
    lesson("分数一", plan="<p>过程</p>", materials=(slides("一页"),))
    lesson("分数二", plan="<p>过程</p>")
    settle()
    assert ask("分数").facets[Facet.KIND] == {"lesson_plan": 2, "slides": 1}
    assert titles(ask("分数", filters={Facet.KIND: ("slides",)})) == ["分数一"]


def test_orders_and_pages(engine: str) -> None:
    for number in range(1, 8):
        lesson(f"分数第{number}课", released_on=f"2026-09-0{number}")
    settle()
    newest = ask("分数", sort=Sort.RELEASED, page_size=3)
    assert titles(newest) == ["分数第7课", "分数第6课", "分数第5课"]
    last = ask("分数", sort=Sort.RELEASED, page_size=3, page=3)
    assert titles(last) == ["分数第1课"]
    assert last.total == 7
    pages = [hit.page_id for page in (1, 2, 3) for hit in ask("分数", page_size=3, page=page).hits]
    assert len(set(pages)) == 7


def test_browsing_a_unit_needs_no_query(engine: str) -> None:
    lesson("倒数的认识", place=node(number=3))
    lesson("圆的周长", place=node(number=5, title="圆"))
    settle()
    book = volume()
    result = ask(volume_id=book.pk, node_path="003", sort=Sort.PLACE)
    assert titles(result) == ["倒数的认识"]
    assert ask(volume_id=book.pk, sort=Sort.PLACE).total == 2


def test_unpublishing_takes_out_at_once_even_before_the_index_hears_of_it(engine: str) -> None:
    page = lesson("一个数除以分数")
    lesson("分数除以整数")
    settle()
    page.unpublish()
    result = ask("分数")
    assert titles(result) == ["分数除以整数"]
    assert result.total == 1
    assert sum(result.facets[Facet.SUBJECT].values()) == 1
    settle()
    assert [engine_.count() for engine_ in choice.engines()] == [1] * len(choice.engines())


def test_a_restriction_above_takes_out_at_once(engine: str) -> None:
    from wagtail.models import PageViewRestriction

    page = lesson("一个数除以分数")
    settle()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert ask("分数").total == 0
    settle()
    assert ask("分数", members=True).total == 0
    PageViewRestriction.objects.all()[0].delete()
    settle()
    assert ask("分数").total == 1


def test_signed_in_lessons_and_materials_are_unknown_to_visitors(engine: str) -> None:
    lesson("分数的秘密", visibility=Visibility.SIGNED_IN)
    lesson("倒数的认识", materials=(slides("只给教师看的追问", visibility=Visibility.SIGNED_IN),))
    settle()
    assert ask("秘密").total == 0
    assert ask("秘密", members=True).matched == 1
    assert ask("只给教师看").total == 0
    found = ask("只给教师看", members=True)
    assert found.hits[0].match
    assert found.hits[0].match.where == "课件 第6页"


def test_text_that_is_derived_or_closed_later_reaches_the_index(
    engine: str, django_capture_on_commit_callbacks: Any
) -> None:
    file = slides("起初的一页")
    lesson("倒数的认识", materials=(file,))
    settle()
    file.segments.create(kind="slide", position=7, text="后来补上的追问")
    with django_capture_on_commit_callbacks(execute=True):
        announce(MaterialDerived(material_id=file.pk, step="text"))
    settle()
    assert ask("后来补上").matched == 1
    file.visibility = Visibility.SCHOOL
    file.save()
    settle()
    assert ask("后来补上", members=True).matched == 0


def test_private_lessons_never_enter(engine: str) -> None:
    lesson("分数草案", visibility=Visibility.SCHOOL)
    lesson("分数初稿", live=False)
    settle()
    assert ask("分数", members=True).total == 0


def test_stale_and_doubled_deliveries_change_nothing(engine: str) -> None:
    from search.builders import build

    page = lesson("分数旧题")
    settle()
    old = build([page.pk])[page.pk]
    page.title = "分数新题"
    page.save()
    settle()
    wanted = choice.engines()[-1]
    assert wanted.index([old]) == {}
    assert wanted.index([old]) == {}
    assert dict(wanted.versions()) == {f"page:{page.pk}": build([page.pk])[page.pk].version}
    assert titles(ask("新题")) == ["分数新题"]


def test_a_late_write_does_not_bring_a_withdrawn_page_back(engine: str) -> None:
    from search.builders import build

    page = lesson("分数旧题")
    settle()
    old = build([page.pk])[page.pk]
    page.unpublish()
    settle()
    choice.engines()[-1].index([old])
    settle()
    assert ask("旧题").total == 0


def test_the_drift_check_finds_and_heals(engine: str) -> None:
    kept, lost = lesson("分数一"), lesson("分数二")
    settle()
    for each in choice.engines():
        each.delete({f"page:{lost.pk}": 1_000})
        stale, surplus = indexing.differences(each)
        assert (stale, surplus) == ([f"page:{lost.pk}"], [])
    lost.save()  # raises the version over the deletion's
    for each in choice.engines():
        each.delete({f"page:{kept.pk}": 1})
    drain(limit=1_000, consumer=CONSUMER_INDEX)
    drain(limit=1_000, consumer=CONSUMER_SERVER)
    for each in choice.engines():
        indexing.heal(each)


HOSTILE = {
    "long latin": "a" * 400,
    "long chinese": "分" * 400,
    "control": "\x00\x01分数",
    "sql": '"] OR 1=1 --',
    "drop": "'; DROP TABLE x; --",
    "fts": "* NEAR(a b) text_tokens:分",
    "emoji": "🎓🎓",
    "right to left": "\u202e分数\u202c",
    "html": "<script>alert(1)</script>",
    "lucene": '(+-&|!{}[]^"~*?:\\/)',
    "many terms": " ".join(f"t{n}" for n in range(130)),
    "regex": ".*.*.*",
    "like": "%%%___",
    "sounds": "~siji ~=abc",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_queries_are_answered(engine: str, query: str) -> None:
    lesson("<script>alert(1)</script>分数")
    settle()
    result = ask(query)
    assert all("<script" not in hit.title_html for hit in result.hits)


def test_first_letters_find_title_unit_and_name(engine: str) -> None:
    page = lesson("倒数的认识", place=node(title="分数除法"))
    lesson("古诗两首", place=node(number=7, title="古诗"))
    settle()
    for typed in ("dsdrs", "fscf", "FSCF"):
        assert [hit.page_id for hit in ask(typed).hits] == [page.pk], typed
