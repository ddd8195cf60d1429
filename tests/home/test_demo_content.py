"""The content of the demo city: complete, referring only to what exists, in our own words and free of bad habits."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from home.demo.content import Content, load_content
from home.demo.days import in_term, year_bounds
from home.demo.lesson_shapes import Lesson
from home.demo.lessons import find_node
from home.demo.people import compose_people
from home.demo.persons import Names
from home.demo.schema import CONTENT, ContentError, build, read_yaml
from home.demo.screenplay import sentences
from home.demo.shapes import City
from training.rules import evaluate, load_shipped_rule_sets, read_facts

TODAY = date(2026, 11, 24)
OTHER_DAYS = [date(2026, 7, 2), date(2027, 1, 25), date(2027, 6, 20)]
HAN = "\u4e00-\u9fff"
BANNED = ("您好", "亲爱的老师", "温馨提示", "请知悉", "！")
SHARED_AT_MOST = 0.3


@pytest.fixture(scope="module")
def city() -> Content:
    return load_content(TODAY)


def texts_of(lesson: Lesson) -> set[str]:
    """Every sentence of a lesson's plan."""
    passages = [
        *(step.text for step in lesson.process),
        *(step.text for step in lesson.mistakes),
        *lesson.aims,
        *lesson.homework,
        *lesson.tasks,
        lesson.question,
        lesson.key_points,
        lesson.hard_points,
        lesson.reflection,
    ]
    return {sentence for passage in passages for sentence in sentences(passage)}


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings_in(item)


def strings_of_files() -> Iterator[tuple[str, str]]:
    """Every text of every data file but the textbooks, whose titles are facts."""
    for path in sorted(CONTENT.rglob("*.yaml")):
        name = str(path.relative_to(CONTENT))
        if not name.startswith("textbooks/"):
            for text in strings_in(read_yaml(name)):
                yield name, text


def test_the_city_has_the_size_it_promises(city: Content) -> None:
    teachers = [person for person in city.people if person.status]
    assert len(city.places.districts) == 5
    assert {district.rule_set for district in city.places.districts} == {"cq", "js", "cv-nj"}
    assert len(city.places.institutes) == 2
    assert len(city.places.schools) == 44
    assert len(teachers) == 320
    assert Counter(person.organization for person in teachers)["qingmu"] == 96
    assert len(city.volumes) >= 12
    assert len(city.lessons) >= 156
    assert (len(city.series), len(city.groups), len(city.curricula)) == (6, 12, 3)
    assert 4_500 <= len(city.history.evidence) <= 7_500


def test_people_have_names_of_their_own_and_every_school_its_offices(city: Content) -> None:
    assert len({person.name for person in city.people}) == len(city.people)
    assert len({person.username for person in city.people}) == len(city.people)
    assert len({person.staff_no for person in city.people}) == len(city.people)
    for school in city.places.schools:
        roles = {
            membership.role
            for person in city.people
            for membership in person.memberships
            if membership.organization == school.key
        }
        assert {"teacher", "leader", "training_admin"} <= roles, school.name


def test_the_same_day_gives_the_same_city(city: Content) -> None:
    names = build(Names, read_yaml("names.yaml"), where="names.yaml")
    again = compose_people(places=city.places, cast=city.cast, names=names, today=TODAY)
    assert again == city.people


def test_every_reference_of_the_lessons_resolves(city: Content) -> None:
    volumes = {volume.key: volume for volume in city.volumes}
    people = {person.key for person in city.people}
    schools = {school.key for school in city.places.schools}
    assert len({lesson.key for lesson in city.lessons}) == len(city.lessons)
    for lesson in city.lessons:
        find_node(volumes, lesson.node)
        assert lesson.organization in schools
        assert {author.person for author in lesson.authors} <= people, lesson.key
        assert lesson.authors[0].role == "teaching"
    assert [lesson.title for lesson in city.lessons if lesson.key_lesson] == ["一个数除以分数"]


def test_every_lesson_of_fraction_division_has_lessons(city: Content) -> None:
    found = Counter(lesson.node for lesson in city.lessons)
    assert all(found[f"math6a/3/{position}"] >= 1 for position in range(1, 6))
    assert found["math6a/3/3"] == 3
    key = next(lesson for lesson in city.lessons if lesson.key_lesson)
    assert any("错例" in step.title and "追问" in step.text for step in key.process)


def test_lessons_are_complete(city: Content) -> None:
    for lesson in city.lessons:
        assert len(lesson.aims) == 3, lesson.key
        assert 4 <= len(lesson.process) <= 6, lesson.key
        assert 8 <= len(lesson.slides) <= 12, lesson.key
        assert 8 <= len(lesson.cues) <= 14, lesson.key
        assert 3 <= len(lesson.moments) <= 5, lesson.key
        assert 60 <= lesson.duration <= 120, lesson.key
        assert lesson.cues[-1].end <= lesson.duration
        assert all(one.end <= two.start for one, two in zip(lesson.cues, lesson.cues[1:], strict=False))
        assert all(moment.second < lesson.duration for moment in lesson.moments)
        assert len(lesson.summary) <= 200
        assert lesson.board and lesson.homework and lesson.tasks and lesson.mistakes


def test_levels_rise_by_date_and_a_municipality_has_no_province(city: Content) -> None:
    districts = {district.key: district for district in city.places.districts}
    cities = {item.key: item for item in city.places.cities}
    municipal = {school.key: cities[districts[school.district].city].municipality for school in city.places.schools}
    for lesson in city.lessons:
        days = [lesson.released_on, *(step.on for step in lesson.levels)]
        assert days == sorted(days), lesson.key
        assert days[-1] <= TODAY, lesson.key
        if municipal[lesson.organization]:
            assert all(step.level != "province" for step in lesson.levels)


def test_no_two_lessons_are_clones(city: Content) -> None:
    found = {lesson.key: texts_of(lesson) for lesson in city.lessons}
    for (one, mine), (other, theirs) in combinations(found.items(), 2):
        assert len(mine & theirs) <= SHARED_AT_MOST * min(len(mine), len(theirs)), (one, other)


def test_words_keep_to_the_house_style() -> None:
    spaced = re.compile(rf"[{HAN}] +[0-9]|[0-9] +[{HAN}]")
    for name, text in strings_of_files():
        assert not any(word in text for word in BANNED), (name, text)
        assert "!" not in text, (name, text)
        assert not spaced.search(text), (name, text)


def test_composed_texts_keep_to_the_house_style_too(city: Content) -> None:
    for lesson in city.lessons:
        for text in texts_of(lesson):
            assert "{" not in text and "！" not in text and "。。" not in text and "，。" not in text, (
                lesson.key,
                text,
            )


def test_an_unknown_field_is_refused_with_its_place() -> None:
    with pytest.raises(ContentError, match=r"here: unknown fields colour"):
        build(City, {"key": "x", "name": "y", "code": "1", "municipality": True, "colour": "red"}, where="here")
    with pytest.raises(ContentError, match=r"here: missing fields code"):
        build(City, {"key": "x", "name": "y", "municipality": True}, where="here")


def test_programmes_refer_to_what_exists(city: Content) -> None:
    people = {person.key for person in city.people}
    schools = {school.key for school in city.places.schools}
    lessons = {lesson.key for lesson in city.lessons}
    offices = schools | {item.key for item in (*city.places.institutes, *city.places.bureaus)}
    for series in city.series:
        assert series.organization in offices
        assert {unit.lesson for unit in series.units if unit.kind == "video"} <= lessons
        assert sum(unit.minutes for unit in series.units) == series.minutes, series.key
        for unit in series.units:
            assert unit.kind != "quiz" or 3 <= len(unit.questions) <= 5
            assert all(1 <= answer <= len(q.choices) for q in unit.questions for answer in q.answers)
    for group in city.groups:
        assert {group.host, *group.members} <= people
        assert group.organization in offices
    for activity in city.activities:
        assert set(activity.schools) <= schools
        assert activity.lesson in {"", *lessons}
        assert set(activity.handed_in) <= set(activity.participants) <= people
    for curriculum in city.curricula:
        assert set(curriculum.sample_lessons) <= lessons
        assert {step.by for step in curriculum.steps} <= people
        assert curriculum.steps[-1].status == curriculum.status


def test_the_polished_lesson_was_studied_by_four_schools(city: Content) -> None:
    polished = [item for item in city.activities if item.key.startswith("fraction-polish")]
    assert [item.status for item in polished] == ["approved", "approved", "planned"]
    assert {len(item.schools) for item in polished} == {4}
    assert {item.group for item in polished} == {"number-sense"}


@pytest.mark.parametrize("today", [TODAY, *OTHER_DAYS])
def test_dates_lie_in_term_whatever_the_day(today: date) -> None:
    city = load_content(today)
    for activity in city.activities:
        assert in_term(activity.on), activity.key
        assert (activity.on >= today) == (activity.status == "planned"), activity.key
    for run in city.runs:
        assert run.enrol_from < run.enrol_until <= run.ends_on, run.key
        assert all(run.starts_on <= meeting.on <= run.ends_on and in_term(meeting.on) for meeting in run.meetings)
    assert [run.key for run in city.runs if run.mode == "self_enrol" and run.status == "approved"]
    assert [run.key for run in city.runs if run.status == "finished" and run.ends_on < today]
    for fact in city.history.evidence:
        assert fact.occurred_on < today
        assert fact.occurred_on <= fact.certified_on <= today
    for meeting in city.history.meetings_to_come:
        assert meeting.on > today


def test_statuses_are_mixed_and_the_rules_refuse_nothing(city: Content) -> None:
    """The engine, not the generator, decides: certified amounts of this year fall where the demo wants them."""
    book = load_shipped_rule_sets()
    own: dict[str, list[dict[str, Any]]] = {}
    for fact in city.history.evidence:
        row = {
            "id": fact.source_id,
            "type": fact.type,
            "date": fact.occurred_on,
            "posted": fact.certified_on,
            **fact.facts,
        }
        row |= {"level": fact.level} if fact.level else {}
        row |= {"role": fact.role} if fact.role else {}
        own.setdefault(fact.person, []).append(row)
    reached: Counter[tuple[str, bool]] = Counter()
    for person in city.people:
        if person.rule_set != "cq":
            continue
        home = person.memberships[0]
        case = {
            "id": person.key,
            "memberships": [{"set": person.rule_set, "org": home.organization, "from": home.since}],
            "evidence": own.get(person.key, []),
            "leaves": [{"kind": leave.kind, "from": leave.since, "to": leave.until} for leave in person.leaves],
        }
        result = evaluate(read_facts(case, book=book), book)
        assert not result.refusals, person.key
        first, _ = year_bounds("cq", TODAY)
        total = sum(entry.credited for entry in result.entries if entry.evidence in _this_year(own, person.key, first))
        reached[person.status, total >= 1600] += 1
    assert reached["reached", False] == 0
    assert reached["gap", True] == reached["will_miss", True] == reached["on_course", True] == 0
    assert min(reached["reached", True], reached["on_course", False]) > 90
    assert 25 <= reached["gap", False] <= 40
    assert reached["will_miss", False] >= 5
    assert reached["exempt", False] >= 5


def _this_year(own: dict[str, list[dict[str, Any]]], key: str, first: date) -> set[str]:
    return {row["id"] for row in own.get(key, []) if row["date"] >= first}
