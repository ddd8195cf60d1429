"""Textbooks, series and what a person keeps."""

from typing import Any

import pytest
from django.test import Client

from core.exceptions import Refusal
from courses.models import MyTextbook
from courses.services import add_unit, create_series, move_current_node, publish_series, set_my_textbooks
from home.services import ensure_organization_page
from materials.constants import Visibility
from tests.accounts.factories import PersonFactory
from tests.courses.factories import LessonFactory, node, textbook
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.usefixtures("home")
TEXTBOOK_QUERIES = 16


def test_the_picker_narrows_by_subject_grade_and_edition(client: Client) -> None:
    textbook()
    textbook(subject="chinese", edition="tongbian", grade="g3")
    LessonFactory()
    everything = client.get("/textbooks/").content.decode()
    assert "人教版 六年级上册" in everything
    assert "统编版 三年级上册" in everything
    narrowed = client.get("/textbooks/?subject=math&grade=g6&edition=pep").content.decode()
    assert "1节课例" in narrowed
    assert "统编版 三年级上册" not in narrowed


def test_a_place_shows_its_lessons_and_neighbours(client: Client) -> None:
    shown = LessonFactory(title="包含除的上法", authors=[{"name": "何帆"}])
    hidden = LessonFactory(title="校内的上法", visibility=Visibility.SCHOOL)
    text = client.get(f"/textbooks/{shown.node.code}/").content.decode()
    assert shown.title in text
    assert hidden.title not in text
    assert "1节课例" in text
    assert "分数除以整数" in text
    unit = client.get(f"/textbooks/{shown.node.parent.code}/").content.decode()
    volume = client.get(f"/textbooks/{shown.volume.code}/").content.decode()
    assert shown.title in unit
    assert "第四单元 比" in volume
    assert client.get("/textbooks/zzzzzzzz/").status_code == 404


def test_a_place_costs_a_known_number_of_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for _number in range(5):
        LessonFactory(authors=[{"name": "何帆"}])
    address = f"/textbooks/{node('一个数除以分数').code}/"
    client.get(address)
    with django_assert_max_num_queries(TEXTBOOK_QUERIES):
        client.get(address)


def test_a_series_shows_units_and_hours_and_a_unit_leads_to_it(client: Client) -> None:
    institute = OrganizationFactory(kind="institute")
    page = ensure_organization_page(organization=institute, actor=None)
    lesson = LessonFactory()
    series = create_series(
        parent_page=page, actor=None, title="数与运算", organization=institute, summary="看懂一致性", minutes=225
    )
    question = {"question": "2÷2/3＝？", "choices": [("3", True), ("4/3", False)], "explanation": "乘倒数"}
    unit = add_unit(
        series=series, actor=None, title="读懂课标", kind="video", lesson=lesson, minutes=90, questions=[question]
    )
    assert unit.quiz[0].value["choices"][0]["correct"] is True
    publish_series(series=series, actor=None)
    text = client.get(f"/series/{series.code}/").content.decode()
    for wanted in ("数与运算", "5学时", "读懂课标", "2学时", lesson.title, "1题，60%以上合格"):
        assert wanted in text
    assert "乘倒数" not in text
    answer = client.get(f"/units/{unit.code}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/series/{series.code}/#unit-{unit.code}")


def test_textbooks_are_chosen_once_and_the_class_moves_on(sign_in: Any) -> None:
    volume = textbook()
    client, person = sign_in()
    assert "六年级上册" in client.get("/me/textbooks/").content.decode()
    client.post("/me/textbooks/", {"volumes": [volume.code]})
    mine = MyTextbook.objects.get(person=person)
    assert mine.current_node.label == "第三单元 分数除法"
    client.post(f"/me/textbooks/{volume.code}/here/", {"node": node("比的意义").code})
    mine.refresh_from_db()
    assert mine.current_node.label == "比的意义"
    set_my_textbooks(actor=person, volumes=[volume])
    mine.refresh_from_db()
    assert mine.current_node.label == "比的意义"


def test_a_class_stands_only_in_a_textbook_that_is_kept() -> None:
    with pytest.raises(Refusal):
        move_current_node(actor=PersonFactory(), volume=textbook(), node=node("比的意义"))


def test_visitors_sign_in_before_they_keep_anything(client: Client) -> None:
    for address in ("/me/saved/", "/me/textbooks/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
