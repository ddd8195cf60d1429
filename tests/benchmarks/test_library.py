"""The library that search is measured on is the same for the same number, and its rows are what the product expects."""

from types import SimpleNamespace
from typing import Any

import pytest
from wagtail.models import Page

from benchmarks.library import CHARACTERS, seedlings
from benchmarks.planting import Seedling, plant, portions
from benchmarks.references.naive_fts import NaiveIndex, bigrams
from core.models import DocumentVersion
from courses.models import LessonPage
from search.sources import open_keys
from tests.search.factories import node, school

PARENTS: list[Any] = [SimpleNamespace(specific_deferred=SimpleNamespace(organization_id=n)) for n in range(3)]
NODES: list[Any] = [
    SimpleNamespace(title=title, volume_id=1, volume=SimpleNamespace(subject=SimpleNamespace(code=code)))
    for title, code in (("分数除法", "math"), ("花的学校", "chinese"), ("Signs", "english"))
]


def shape(seedling: Seedling) -> tuple[Any, ...]:
    """All that a lesson consists of."""
    fields = dict(seedling.fields)
    return seedling.code, seedling.title, fields.pop("node").title, fields


def test_the_same_number_gives_the_same_lessons() -> None:
    first = [shape(each) for each in seedlings(30, parents=PARENTS, nodes=NODES)]
    assert first == [shape(each) for each in seedlings(30, parents=PARENTS, nodes=NODES)]
    assert first[:10] == [shape(each) for each in seedlings(10, parents=PARENTS, nodes=NODES)]
    assert len({code for code, *_rest in first}) == 30


def test_a_lesson_holds_some_three_kilobytes_of_words_without_open_slots() -> None:
    for seedling in seedlings(30, parents=PARENTS, nodes=NODES):
        text = "".join(block["text"] for _kind, block in seedling.fields["plan"])
        assert CHARACTERS <= len(text) <= 2 * CHARACTERS
        assert "{" not in text


@pytest.mark.django_db
def test_planted_lessons_stand_in_the_tree_and_may_be_found() -> None:
    place = node()
    _organization, parent = school()
    fields = {"organization": parent.organization, "node": place, "volume_id": place.volume_id, "period": 1}
    wanted = [Seedling(code=f"z{n}", title=f"一个数除以分数{n}", parent=parent, fields=fields) for n in range(45)]
    assert plant(wanted) == 45
    assert plant([Seedling(code="last", title="倒数的认识", parent=parent, fields=fields)]) == 1
    assert all(not problems for problems in Page.find_problems())
    parent.refresh_from_db()
    assert parent.get_children().live().count() == parent.numchild == 46
    keys = {f"page:{pk}" for pk in LessonPage.objects.values_list("pk", flat=True)}
    assert keys <= set(open_keys())
    assert DocumentVersion.objects.filter(key__in=keys, version=1).count() == 46
    assert LessonPage.objects.get(code="last").get_url() == "/lessons/last/"


def test_portions_are_whole() -> None:
    assert list(portions(range(5), 2)) == [[0, 1], [2, 3], [4]]


def test_the_naive_index_asks_for_all_and_else_for_any(tmp_path: Any) -> None:
    index = NaiveIndex(tmp_path / "naive.sqlite3")
    index.build([(1, "分数除法的算理"), (2, "小数除法"), (3, "Signs 标志")])
    assert list(bigrams("分数除 Signs")) == ["分数", "数除", "signs"]
    assert index.search("分数除法") == [1]
    assert set(index.search("整数除法")) == {1, 2}
    assert index.search("signs") == [3]
