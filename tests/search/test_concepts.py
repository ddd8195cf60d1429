"""General knowledge of what lessons are about: short titles stay whole, places narrow, the file is in order."""

import pytest

from search.concepts import FILE, PlaceOf, concepts_of, pairs_across


@pytest.mark.parametrize(
    ("title", "place", "word"),
    [
        ("守株待兔①", PlaceOf("chinese", "3", "2", 2), "寓言"),
        ("M3U2 Weather④", PlaceOf("english", "5", "2", 2), "天气"),
        ("Period 5 Grammar: Present simple", PlaceOf("english", "6", "1", 1), "一般现在时"),
        ("千米的认识", PlaceOf("math", "3", "1", 5), "单位换算"),
        ("古诗三首", PlaceOf("chinese", "5", "2", 4), "闻官军收河南河北"),
    ],
)
def test_words_that_the_title_does_not_say(title: str, place: PlaceOf, word: str) -> None:
    assert word in concepts_of(title, "", place).split()


@pytest.mark.parametrize(
    ("title", "place", "word"),
    [
        ("M4U3 Story time", PlaceOf("english", "4", "2", 3), "钟点"),
        ("桥梁的设计", PlaceOf("chinese", "6", "1", 4), "小说"),
        ("守株待兔", PlaceOf("math", "3", "2", 2), "寓言"),
        ("古诗三首", PlaceOf("chinese", "3", "1", 2), "闻官军收河南河北"),
    ],
)
def test_what_does_not_fit_says_nothing(title: str, place: PlaceOf, word: str) -> None:
    assert word not in concepts_of(title, "", place).split()


def test_pairs_across_two_words_are_known() -> None:
    assert pairs_across("小数应用题") == {"数应"}
    assert pairs_across("圆明园") == frozenset()


def test_every_line_has_three_parts() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    assert len(lines) > 200
    assert {len([part for part in line.split("|") if part.strip()]) for line in lines} == {3}
