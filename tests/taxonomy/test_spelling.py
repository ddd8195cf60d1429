"""The same thing written differently."""

import pytest

from taxonomy.spelling import (
    fold,
    read_number,
    read_unit,
    school_key,
    split_number,
    split_period,
    tidy,
    without_district,
    write_number,
)

DISTRICTS = ("徐汇区", "松江区", "浦东新区")


@pytest.mark.parametrize(
    ("written", "folded"),
    [("１②Ａ 统编", "12a统编"), ("“分数”—除法", '"分数"-除法'), ("What’s  your name", "what'syourname")],
)
def test_fold_forgets_width_circles_and_spaces(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_tidy_keeps_the_words_and_drops_what_nobody_sees() -> None:
    assert tidy(" My friends\xa0③\t\u200b ") == "My friends ③"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("三", 3),
        ("③", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("１１", 11),
        ("三四", None),
        ("年", None),
    ],
)
def test_numbers_are_read_in_every_writing(text: str, number: int | None) -> None:
    assert read_number(text) == number


def test_numbers_are_written_in_characters() -> None:
    assert [write_number(n) for n in (3, 10, 11, 20, 35)] == ["三", "十", "十一", "二十", "三十五"]


@pytest.mark.parametrize(
    ("title", "base", "period"),
    [
        ("分数的基本性质②", "分数的基本性质", 2),
        ("圆的面积（2）", "圆的面积", 2),
        ("北京的春节（第二课时）", "北京的春节", 2),
        ("方程与代数 ④", "方程与代数", 4),
        ("倒数的认识", "倒数的认识", None),
        ("列方程解决问题（三）", "列方程解决问题（三）", None),
        ("①", "①", None),
    ],
)
def test_periods_are_split_off(title: str, base: str, period: int | None) -> None:
    assert split_period(title) == (base, period)


@pytest.mark.parametrize(
    ("title", "number", "rest"),
    [
        ("3*.不懂就要问", "3*", "不懂就要问"),
        ("2.2分数的基本性质", "2.2", "分数的基本性质"),
        ("《2.燕子》", "2", "燕子"),
        ("比的意义", "", "比的意义"),
    ],
)
def test_numbers_of_lessons_are_split_off(title: str, number: str, rest: str) -> None:
    assert split_number(title) == (number, rest)


@pytest.mark.parametrize(
    ("text", "number", "title", "order"),
    [
        ("0901-小学-语文-统编版-3年级-上-第1单元", "第一单元", "", 1),
        ("第6章圆与扇形", "第六章", "圆与扇形", 6),
        ("第二模块-第一单元- Signs", "M2U1", "Signs", 41),
        ("M4-U2-Insects", "M4U2", "Insects", 82),
        ("M4U2 Insects", "M4U2", "Insects", 82),
        ("第一模块", "M1", "", 39),
        ("4单元-小屋", "第四单元", "小屋", 4),
        ("Unit 3", "第三单元", "", 3),
    ],
)
def test_units_are_read_from_names(text: str, number: str, title: str, order: int) -> None:
    unit = read_unit(text)
    assert unit is not None
    assert (unit.number, unit.title, unit.order) == (number, title, order)


def test_a_text_without_a_unit_names_none() -> None:
    assert read_unit("综合与实践-旋转的齿轮.mp4") is None


@pytest.mark.parametrize(
    "written",
    ["上海市徐汇区汇师小学", "上海徐汇区汇师小学", "徐汇区汇师小学", " 上海市徐汇 区汇师小学 ", "上海市徐汇汇师小学"],
)
def test_a_school_is_the_same_with_and_without_its_city(written: str) -> None:
    assert school_key(written, city="上海市", districts=DISTRICTS) == "徐汇区汇师小学"


def test_the_district_stays_part_of_the_school() -> None:
    keys = {school_key(f"上海市{d}实验小学", city="上海市", districts=DISTRICTS) for d in ("徐汇区", "松江区")}
    assert keys == {"徐汇区实验小学", "松江区实验小学"}
    assert {without_district(key, DISTRICTS) for key in keys} == {"实验小学"}
