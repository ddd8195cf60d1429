"""The lesson page as a visitor and as a teacher sees it."""

import io
import zipfile
from datetime import date

import pytest
from django.test import Client
from wagtail import hooks

from courses.models import LessonPage, SavedLesson
from materials.constants import Visibility
from tests.courses.factories import LessonFactory, MaterialFactory, node
from tests.organizations.factories import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.usefixtures("home", "protected_files")
VISITOR_QUERIES = 18  # the whole page: routing, restrictions, frame and the slots of upper apps included


def address(lesson: LessonPage) -> str:
    return f"/lessons/{lesson.code}/"


def test_a_visitor_reads_place_authors_materials_and_neighbours(client: Client) -> None:
    lesson = LessonFactory(
        title="一个数除以分数",
        authors=[{"name": "唐婧"}, {"name": "周敏", "role": "guidance"}],
        materials=[MaterialFactory()],
        consent="已登记，2025年9月28日",
    )
    text = client.get(address(lesson)).content.decode()
    for wanted in (
        "第三单元 分数除法",
        "唐婧执教",
        "教学设计",
        "上一课",
        "分数除以整数",
        "比的意义",
        "署名—非商业性使用",
        "已登记",
    ):
        assert wanted in text
    assert f"/lessons/{lesson.code}/all.zip" in text
    assert f"《{lesson.title}》人教版 六年级上册 第三单元 分数除法" in text


def test_a_pseudonym_is_not_shown(client: Client) -> None:
    lesson = LessonFactory(authors=[{"name": ""}])
    text = client.get(address(lesson)).content.decode()
    assert "执教未公开姓名" in text


def test_the_visitor_page_costs_a_known_number_of_queries(
    client: Client, django_assert_max_num_queries: object
) -> None:
    lesson = LessonFactory(
        authors=[{"name": "唐婧"}],
        materials=[MaterialFactory(), MaterialFactory(kind="task_sheet", body=b"%PDF-1.4 other\n%%EOF\n")],
        moments=[{"second": 5, "text": "引入"}],
    )
    LessonFactory(authors=[{"name": "周敏"}])
    client.get(address(lesson))
    with django_assert_max_num_queries(VISITOR_QUERIES):  # type: ignore[operator]
        assert client.get(address(lesson)).status_code == 200


def test_a_material_is_downloaded_under_its_chinese_name(client: Client) -> None:
    material = MaterialFactory()
    lesson = LessonFactory(title="一个数除以分数", materials=[material])
    response = client.get(f"{address(lesson)}materials/{material.public_id}/")
    assert response.status_code == 200
    assert b"".join(response).startswith(b"%PDF")
    assert "attachment" in response["Content-Disposition"]
    assert "%E6%95%99%E5%AD%A6%E8%AE%BE%E8%AE%A1" in response["Content-Disposition"]


def test_ranges_are_served_for_players(client: Client) -> None:
    material = MaterialFactory()
    lesson = LessonFactory(materials=[material])
    response = client.get(f"{address(lesson)}materials/{material.public_id}/file/", headers={"Range": "bytes=0-3"})
    assert response.status_code == 206
    assert b"".join(response) == b"%PDF"


def test_a_file_of_another_lesson_has_no_address_here(client: Client) -> None:
    material = MaterialFactory()
    LessonFactory(materials=[material])
    other = LessonFactory()
    assert client.get(f"{address(other)}materials/{material.public_id}/").status_code == 404


def test_all_files_come_in_one_archive(client: Client) -> None:
    files = [MaterialFactory(), MaterialFactory(kind="task_sheet", body=b"%PDF-1.4 two\n%%EOF\n")]
    lesson = LessonFactory(title="一个数除以分数", materials=files)
    response = client.get(f"{address(lesson)}all.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as archive:
        assert sorted(archive.namelist()) == ["一个数除以分数-学习任务单-设计.pdf", "一个数除以分数-教学设计-设计.pdf"]


def test_what_is_for_persons_with_an_account_is_not_in_a_visitors_archive(client: Client, sign_in: object) -> None:
    recording = MaterialFactory(visibility=Visibility.SIGNED_IN)
    lesson = LessonFactory(materials=[recording])
    assert client.get(f"{address(lesson)}all.zip").status_code == 404
    assert "登录后可看" in client.get(address(lesson)).content.decode()
    teacher, _person = sign_in()  # type: ignore[operator]
    assert teacher.get(f"{address(lesson)}all.zip").status_code == 200


def test_the_code_to_scan_carries_the_address_alone(client: Client) -> None:
    lesson = LessonFactory()
    assert client.get(f"{address(lesson)}qr.svg")["Content-Type"] == "image/svg+xml"
    picture = client.get(f"{address(lesson)}qr.png")
    assert picture.content.startswith(b"\x89PNG")


def test_a_school_lesson_is_for_the_school(client: Client, sign_in: object) -> None:
    school = OrganizationFactory()
    lesson = LessonFactory(organization=school, visibility=Visibility.SCHOOL)
    assert client.get(address(lesson)).status_code == 302
    colleague, _one = sign_in(school)  # type: ignore[operator]
    stranger, _two = sign_in(OrganizationFactory())  # type: ignore[operator]
    assert colleague.get(address(lesson)).status_code == 200
    assert stranger.get(address(lesson)).status_code == 404
    assert stranger.get(f"{address(lesson)}qr.svg").status_code == 404


def test_nobody_opens_what_its_owner_has_not_shared(client: Client, sign_in: object) -> None:
    school = OrganizationFactory()
    leader, _person = sign_in(school, "leader")  # type: ignore[operator]
    owner, person = sign_in(school)  # type: ignore[operator]
    lesson = LessonFactory(organization=school, visibility=Visibility.OWNER, actor=person)
    assert leader.get(address(lesson)).status_code == 404
    assert owner.get(address(lesson)).status_code == 200
    assert client.get(address(lesson)).status_code == 404


def test_visible_to_and_the_page_agree(sign_in: object) -> None:
    district = OrganizationFactory(kind="district")
    near, far = OrganizationFactory(parent=district), OrganizationFactory(parent=OrganizationFactory(kind="district"))
    host = OrganizationFactory(parent=district)
    lesson = LessonFactory(organization=host, visibility=Visibility.DISTRICT)
    for school, sees in ((near, True), (far, False)):
        client, person = sign_in(school)  # type: ignore[operator]
        assert LessonPage.objects.visible_to(person).filter(pk=lesson.pk).exists() is sees
        assert (client.get(address(lesson)).status_code == 200) is sees


def test_a_membership_that_ended_opens_nothing(sign_in: object) -> None:
    school = OrganizationFactory()
    client, person = sign_in()  # type: ignore[operator]
    MembershipFactory(person=person, organization=school, until=date(2024, 1, 31))
    lesson = LessonFactory(organization=school, visibility=Visibility.SCHOOL)
    assert client.get(address(lesson)).status_code == 404


def test_an_unpublished_lesson_is_gone_with_its_files(client: Client) -> None:
    material = MaterialFactory()
    lesson = LessonFactory(materials=[material])
    lesson.unpublish()
    assert client.get(address(lesson)).status_code == 404
    assert client.get(f"{address(lesson)}materials/{material.public_id}/").status_code == 404


def test_saving_is_a_button_that_goes_both_ways(sign_in: object) -> None:
    lesson = LessonFactory()
    client, person = sign_in()  # type: ignore[operator]
    client.post(f"{address(lesson)}keep/", {"kept": "1"})
    assert SavedLesson.objects.filter(person=person, lesson=lesson, revision_id=lesson.live_revision_id).exists()
    assert lesson.title in client.get("/me/saved/").content.decode()
    answer = client.post(f"{address(lesson)}keep/", {"kept": "0"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in answer.content.decode()
    assert not SavedLesson.objects.exists()


def test_upper_apps_fill_the_lineage(client: Client) -> None:
    lesson = LessonFactory()
    item = {"part": "group", "name": "“数感”名师工作室", "url": "/groups/x/", "note": "3次磨课"}
    with hooks.register_temporarily("slot:lesson.lineage", lambda request, lessons: {lesson.pk: [item]}):
        text = client.get(address(lesson)).content.decode()
    assert "“数感”名师工作室" in text
    assert "第1版" in text


def test_a_hit_opens_the_video_at_its_second(client: Client) -> None:
    lesson = LessonFactory(node=node("比的意义"))
    assert client.get(f"{address(lesson)}?t=75").status_code == 200
    assert client.get(f"{address(lesson)}?t=x%27").status_code == 200
