"""General knowledge of what lessons are about: short titles stay whole, places narrow, the file is in order."""

import time
from collections import Counter

import pytest

from search.concepts import FILE, PLACE, PlaceOf, all_named, concepts_of, glossaries, pairs_across, runs
from search.tokens import squeezed

LINES = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
BROADEST = 0.08  # of a subject's titles: a line that fits more of them tells no lesson from another
BROADEST_WORD = 0.1  # the same of a word, from all its lines
ENOUGH = 200  # titles, from where a share says something


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


@pytest.mark.parametrize(
    ("title", "place", "word"),
    [
        ("第3节 重力", PlaceOf("physics", "8", "2", 7), "弹簧测力计"),
        ("课题2 氧气", PlaceOf("chemistry", "9", "1", 2), "催化剂"),
        ("17.1 勾股定理", PlaceOf("math", "8", "2", 17), "直角三角形"),
    ],
)
def test_numbers_of_sections_do_not_hide_a_short_title(title: str, place: PlaceOf, word: str) -> None:
    assert word in concepts_of(title, "", place).split()


def test_every_line_has_three_parts_and_reads_as_it_is_meant() -> None:
    assert len(LINES) > 1500
    parts = [[part.strip() for part in line.split("|")] for line in LINES]
    assert {len([part for part in each if part]) for each in parts} == {3}
    titles = [
        title for subject, _, said in parts for title in (said.split(";") if subject == "english" else said.split())
    ]
    assert not [title for title in titles if "@" in title and not PLACE.match(title.partition("@")[2].strip())]
    assert not [title for title in titles if title.strip() and not squeezed(title.partition("@")[0])]


def test_words_are_no_single_characters() -> None:
    """One character stands in too many titles; English lessons have topics of one (水, 风)."""
    words = [(subject, word) for subject, glossary in glossaries().items() for said in glossary.words for word in said]
    assert not [pair for pair in words if len(pair[1]) < 2 and pair[0] != "english"]


@pytest.mark.parametrize("subject", sorted(glossaries()))
def test_no_line_fits_everything(subject: str) -> None:
    """The titles of the file itself are the curriculum that a line is measured by."""
    glossary = glossaries()[subject]
    titles = {each.text for named in glossary.titles.values() for _, each in named if not each.grade}
    fitting = {title: glossary.lines_for(title, "", PlaceOf(subject)) for title in titles}
    lines = Counter(line for found in fitting.values() for line in found)
    words = Counter(word for found in fitting.values() for word in {w for at in found for w in glossary.words[at]})
    if len(titles) < ENOUGH:
        assert max(words.values()) < len(titles)
        return
    assert {glossary.words[at]: n for at, n in lines.items() if n > BROADEST * len(titles)} == {}
    assert {word: n for word, n in words.items() if n > BROADEST_WORD * len(titles)} == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("三国", True),
        ("三国的故事", True),
        ("三国故事", True),
        ("讲三国的课文", True),
        ("故事", False),
        ("三国演义", False),
        ("三国故事会", False),
    ],
)
def test_a_text_of_known_words_and_joiners_is_named(text: str, named: bool) -> None:
    assert all_named(runs(text), ["三国", "历史"]) is named


def test_a_thousand_lessons_take_no_second() -> None:
    concepts_of("周长", "", PlaceOf("math"))
    began = time.perf_counter()
    for at in range(1000):
        concepts_of(f"{at}.富饶的西沙群岛", "第六单元", PlaceOf("chinese", "3", "1", 6))
    assert time.perf_counter() - began < 1
