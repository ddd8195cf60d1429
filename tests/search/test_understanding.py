"""What the words of a query mean; a data table of usual short forms."""

import pytest

from search import sounds
from search.documents import LessonDocument
from search.lexicon import current
from search.sounds import query_tokens as heard
from search.tokens import index_tokens, normalise, number, query_tokens, stem
from search.understanding import Understanding, understand
from taxonomy.models import Alias
from tests.search.factories import fresh_caches, school, volume

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vocabulary() -> None:
    for grade in range(1, 10):
        volume(grade=grade)
    volume(subject="语文", edition="统编版")
    volume(subject="英语")
    for text, code in (("部编", "unified"), ("统编", "unified"), ("人教", "pep")):
        Alias.objects.get_or_create(kind="edition", text=text, defaults={"code": code})
    for name in ("上海市延安初级中学", "奉贤区教师进修学院附属小学", "杨浦区平凉路第三小学", "沙坪坝区青木小学"):
        school(name)
    fresh_caches()


def read(text: str) -> dict[str, str]:
    return {slot.kind: slot.values[0] for slot in understand(text).slots if slot.certain}


@pytest.mark.parametrize(
    ("query", "slots", "rest"),
    [
        ("六上 数学 分数除法", {"grade": "g6", "term": "1", "subject": "math"}, "分数除法"),
        ("5下数学", {"grade": "g5", "term": "2", "subject": "math"}, ""),
        ("三年级第二学期", {"grade": "g3", "term": "2"}, ""),
        ("部编版三下 第7单元", {"edition": "unified", "grade": "g3", "term": "2", "unit": "7"}, ""),
        ("4A M2U1", {"grade": "g4", "term": "1", "module": "2", "unit": "1"}, "m2u1"),
        ("Unit 5 Films", {"unit": "5"}, "films"),
        ("七年级 第九章", {"grade": "g7", "unit": "9"}, ""),
        ("军神 第二课时", {"period": "2"}, "军神"),
        ("花的学校②", {"period": "2"}, "花的学校"),
        ("分数除法 课件", {"kind": "slides"}, "分数除法"),
        ("市级 圆的面积", {"level": "city"}, "圆的面积"),
        ("一下子学会", {}, "一下子学会"),
        ("六下统计习题", {"grade": "g6", "term": "2"}, "统计习题"),
        ("三上 语文园地八", {"grade": "g3", "term": "1", "unit": "8"}, "语文园地"),
        ("3B Module 4 Unit 1", {"grade": "g3", "term": "2", "module": "4", "unit": "1"}, "m4u1"),
        ("请问有没有讲分数除法的课", {}, "分数除法的"),
        ("一个豆荚里的五粒豆", {}, "一个豆荚里的五粒豆"),
        ("找春天", {}, "找春天"),
    ],
)
def test_short_forms_become_structure(query: str, slots: dict[str, str], rest: str) -> None:
    assert read(query) == slots
    assert understand(query).rest == rest


def test_edition_and_units_hint_at_the_subject() -> None:
    guesses = {
        query: understand(query).values("subject") for query in ("部编版三下", "4A M2U1", "Unit 5 Films", "六上")
    }
    assert guesses == {"部编版三下": ("chinese",), "4A M2U1": ("english",), "Unit 5 Films": ("english",), "六上": ()}


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("写人的作文", ("chinese",)),
        ("竖式计算", ("math",)),
        ("动词的用法", ("english",)),
        ("作文里的句型", ()),
        ("圆的面积", ()),
    ],
)
def test_a_word_of_one_subjects_lessons_hints_at_it(query: str, subject: tuple[str, ...]) -> None:
    found = understand(query)
    assert found.values("subject") == subject
    assert not any(slot.certain for slot in found.slots)


def test_a_hint_gives_way_to_the_subject_that_was_named_or_taken_back() -> None:
    assert understand("数学 作文").values("subject") == ("math",)
    assert understand("作文", ignore=frozenset({"subject"})).values("subject") == ()


def test_two_modules_name_none() -> None:
    assert "module" not in read("M3&M4 Revision")
    assert read("M3 Revision") == {"module": "3"}


def test_a_word_inside_a_longer_one_is_only_a_hint() -> None:
    found = understand("语文园地")
    assert found.rest == "语文园地"
    assert [(slot.kind, slot.certain) for slot in found.slots] == [("subject", False)]


@pytest.mark.parametrize("query", ["延安初中", "奉贤教院附小", "平凉路三小", "青木小学"])
def test_schools_by_their_short_names(query: str) -> None:
    found: Understanding = understand(f"{query} 数学")
    assert [slot.kind for slot in found.slots] == ["school", "subject"]
    assert len(found.values("school")) == 1


@pytest.mark.parametrize("query", ["青木小学语文", "五年级青木小学数学", "青木小学的英语课", "沙青小学"])
def test_schools_beside_other_words_and_by_picked_letters(query: str) -> None:
    name = "沙坪坝青木实验小学" if query == "沙青小学" else ""
    if name:
        school(name)
        fresh_caches()
    assert "school" in read(query)


def test_a_title_that_ends_like_a_school_is_none() -> None:
    assert "school" not in read("大青树下的小学")


def test_what_the_reader_takes_back_is_text_again() -> None:
    assert understand("六上 分数", ignore=frozenset({"grade", "term"})).rest == "六上 分数"


def test_a_synonym_works_with_the_next_query() -> None:
    from search.services import save_synonym

    save_synonym(actor=None, words="颠倒相乘 乘倒数")
    assert understand("分数颠倒相乘").synonyms == ("乘倒数",)
    assert current().synonyms["乘倒数"] == (("颠倒相乘", ""),)


def test_tokens() -> None:
    assert index_tokens("花的①") == ["花", "的", "花的", "1"]
    assert query_tokens("花的") == ["花的"]
    assert query_tokens("桥") == ["桥"]
    assert normalise("ＡＢ　為") == "ab 为"
    assert [stem(word) for word in ("films", "running", "stories", "class", "this")] == [
        "film",
        "run",
        "story",
        "class",
        "thi",
    ]
    assert index_tokens("M3U2") == ["m3u2", "m3", "u2"]
    assert [number(each) for each in ("十二", "二十", "7", "两", "x")] == [12, 20, 7, 2, None]


def test_initials_of_a_title_stand_without_those_of_its_unit() -> None:
    document = LessonDocument(key="k", page_id=1, code="k", version=1, title="16.海上日出①", unit="第五单元")
    assert heard("hsrc")[0] in document.columns()["sounds"].split()


def test_sounds() -> None:
    assert heard("siji zhi mei") == heard("四季之美")
    assert heard("绝对直") == heard("绝对值")
    assert heard("sports film") == []


def test_initials_of_title_and_unit_each_stand_alone() -> None:
    found = sounds.index_tokens("分数除以整数\n第三单元 分数除法")
    assert {"~=fscyzs", "~=fscf", "~=dsdyfscf"} <= set(found)
    assert sounds.query_tokens("fscf") == ["~=fscf"]
    assert sounds.index_tokens("一个数除以分数的算理与错例")[-1] == "~=ygscyfsd"
