"""Writing a lesson in the editor: own organization, own materials, own colleagues."""

import json
from typing import Any

import pytest

from courses.models import LessonPage, SeriesPage, UnitPage
from courses.services import create_series
from home.services import ensure_organization_page
from organizations.constants import Role
from organizations.models import Organization
from tests.accounts.factories import PersonFactory
from tests.courses.factories import LessonFactory, MaterialFactory, node
from tests.organizations.factories import MembershipFactory, OrganizationFactory

BLOCK = {
    "key": "a",
    "text": "说清算理",
    "type": "unstyled",
    "depth": 0,
    "inlineStyleRanges": [],
    "entityRanges": [],
}
pytestmark = pytest.mark.usefixtures("home", "protected_files")


@pytest.fixture
def institute() -> Organization:
    """An institute with a page."""
    organization = OrganizationFactory(kind="institute", name="沙坪坝区教师进修学院")
    ensure_organization_page(organization=organization, actor=None)
    organization.refresh_from_db()
    return organization


def rows(name: str, *entries: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {f"{name}-TOTAL_FORMS": len(entries), f"{name}-INITIAL_FORMS": 0}
    data |= {f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 1000}
    for number, entry in enumerate(entries):
        data |= {f"{name}-{number}-{key}": value for key, value in {"id": "", "ORDER": number, **entry}.items()}
    return data


def lesson_data(**changes: Any) -> dict[str, Any]:
    children = {name: changes.pop(name, ()) for name in ("authors", "moments", "materials", "level_steps", "comments")}
    data: dict[str, Any] = {
        "title": "一个数除以分数",
        "summary": "",
        "node": node("一个数除以分数").pk,
        "topic": "",
        "lesson_type": "new",
        "period": "",
        "plan-count": "1",
        "plan-0-deleted": "",
        "plan-0-order": "0",
        "plan-0-type": "aims",
        "plan-0-id": "",
        "plan-0-value-heading": "学习目标",
        "plan-0-value-text": json.dumps({"blocks": [BLOCK], "entityMap": {}}),
        "video": "",
        "visibility": "public",
        "licence": "cc-by-nc",
        "consent": "",
        "released_on": "",
        "go_live_at": "",
        "expire_at": "",
        **changes,
    }
    for name, entries in children.items():
        data |= rows(name, *entries)
    return data


def add_url(organization: Organization) -> str:
    return f"/editor/pages/add/courses/lessonpage/{organization.page_id}/"


def test_an_editor_writes_previews_and_publishes_a_lesson(institute: Organization, sign_in: Any) -> None:
    client, person = sign_in(institute, Role.EDITOR)
    material = MaterialFactory(organization=institute)
    form = client.get(add_url(institute)).content.decode()
    for wanted in ("课题", "教材位置", "教学片段", "材料", "发布设置", "谁能看"):
        assert wanted in form
    assert 'name="slug"' not in form
    data = lesson_data(
        materials=[{"material": material.pk}], authors=[{"role": "teaching", "person": person.pk, "name": ""}]
    )
    posted = client.post(add_url(institute), {**data, "action-publish": "1"})
    assert posted.status_code == 302, posted.context["form"].errors
    lesson = LessonPage.objects.get()
    assert lesson.live
    assert lesson.organization == institute
    assert lesson.volume == lesson.node.volume
    assert [author.person for author in lesson.authors.all()] == [person]
    edit = f"/editor/pages/{lesson.pk}/edit/"
    assert client.post(f"{edit}preview/", lesson_data(title="预览里的题目")).json()["is_valid"]
    assert "预览里的题目" in client.get(f"{edit}preview/").content.decode()
    assert "一个数除以分数" in client.get(f"/lessons/{lesson.code}/").content.decode()


def test_materials_of_others_cannot_be_put_in_by_their_number(institute: Organization, sign_in: Any) -> None:
    client, _person = sign_in(institute, Role.EDITOR)
    foreign = MaterialFactory(organization=OrganizationFactory())
    for data in (lesson_data(materials=[{"material": foreign.pk}]), lesson_data(video=foreign.pk)):
        assert client.post(add_url(institute), {**data, "action-publish": "1"}).status_code == 200
    assert not LessonPage.objects.exists()


def test_strangers_cannot_be_named_authors_by_their_number(institute: Organization, sign_in: Any) -> None:
    client, _person = sign_in(institute, Role.EDITOR)
    stranger = PersonFactory()
    data = lesson_data(authors=[{"role": "teaching", "person": stranger.pk, "name": ""}])
    assert client.post(add_url(institute), {**data, "action-publish": "1"}).status_code == 200
    assert not LessonPage.objects.exists()


def steps(*given: tuple[str, str]) -> list[dict[str, str]]:
    return [{"level": level, "on": day, "issuer": "区教师进修学院"} for level, day in given]


def test_the_level_path_is_written_in_the_editor(institute: Organization, sign_in: Any) -> None:
    client, _person = sign_in(institute, Role.EDITOR)
    path = steps(("school", "2025-10-21"), ("district", "2025-12-01"), ("city", "2026-03-16"))
    posted = client.post(add_url(institute), {**lesson_data(level_steps=path), "action-publish": "1"})
    assert posted.status_code == 302, posted.context["form"].errors
    lesson = LessonPage.objects.get()
    assert lesson.highest_level == "city"
    text = client.get(f"/lessons/{lesson.code}/").content.decode()
    assert "2025-12-01" in text or "2025年12月1日" in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (steps(("school", "2025-10-21"), ("school", "2025-12-01")), "每个级别只写一次"),
        (steps(("school", "2025-12-01"), ("district", "2025-10-21")), "从低到高"),
        (steps(("school", "2099-12-01")), "不能在今天以后"),
        (steps(("school", "2025-10-21"), ("province", "2025-12-01")), "直辖市没有省级"),
        ([{"level": "school", "on": "昨天", "issuer": ""}], "昨天"),
    ],
)
def test_a_level_path_that_cannot_be_is_refused(sign_in: Any, path: list[dict[str, str]], said: str) -> None:
    city = OrganizationFactory(kind="city", name="重庆市", municipality=True)
    place = OrganizationFactory(kind="institute", parent=OrganizationFactory(kind="district", parent=city))
    ensure_organization_page(organization=place, actor=None)
    place.refresh_from_db()
    client, _person = sign_in(place, Role.EDITOR)
    answer = client.post(add_url(place), {**lesson_data(level_steps=path), "action-publish": "1"})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not LessonPage.objects.exists()


class TestForgedNumbers:
    """A unit's and a plan's keys are refused by the form where the chooser would not have offered them."""

    @pytest.fixture
    def draft(self) -> LessonPage:
        """Another organization's draft."""
        return LessonFactory(publish=False, title="别家没公开的课")

    def unit_data(self, **changes: Any) -> dict[str, Any]:
        """What the editor sends for a unit."""
        return {
            "title": "第一单元",
            "kind": "video",
            "module": "district",
            "minutes": "45",
            "body": "null",
            "lesson": "",
            "quiz-count": "0",
            "pass_percent": "60",
            "video": "",
            "required_percent": "90",
            "go_live_at": "",
            "expire_at": "",
            **rows("comments"),
            **changes,
        }

    def add_unit(self, client: Any, series: SeriesPage, **changes: Any) -> Any:
        """Post it below the series."""
        url = f"/editor/pages/add/courses/unitpage/{series.pk}/"
        return client.post(url, {**self.unit_data(**changes), "action-publish": "1"})

    def series(self, institute: Organization) -> SeriesPage:
        """A series of the institute."""
        return create_series(
            parent_page=institute.page, actor=None, title="数与代数", organization=institute, summary="三次研修"
        )

    def test_a_unit_takes_no_foreign_draft_and_no_foreign_video(
        self, institute: Organization, sign_in: Any, draft: LessonPage
    ) -> None:
        client, _person = sign_in(institute, Role.EDITOR)
        series = self.series(institute)
        foreign = MaterialFactory(organization=OrganizationFactory())
        refused = self.add_unit(client, series, lesson=draft.pk)
        assert refused.status_code == 200
        assert "已经公开的课例" in refused.content.decode()
        assert self.add_unit(client, series, video=foreign.pk).status_code == 200
        assert not UnitPage.objects.exists()

    def test_a_unit_takes_a_public_lesson_and_its_own_draft(self, institute: Organization, sign_in: Any) -> None:
        client, _person = sign_in(institute, Role.EDITOR)
        series = self.series(institute)
        public, own = LessonFactory(), LessonFactory(organization=institute, publish=False)
        for lesson in (public, own):
            posted = self.add_unit(client, series, lesson=lesson.pk)
            assert posted.status_code == 302, posted.context["form"].errors
        assert set(UnitPage.objects.values_list("lesson", flat=True)) == {public.pk, own.pk}

    def test_what_a_unit_holds_already_may_stay(self, institute: Organization, sign_in: Any, draft: LessonPage) -> None:
        client, _person = sign_in(institute, Role.EDITOR)
        unit = UnitPage(title="第一单元", lesson=draft)
        self.series(institute).add_child(instance=unit)
        unit.save_revision()
        posted = client.post(f"/editor/pages/{unit.pk}/edit/", self.unit_data(lesson=draft.pk, title="改了标题"))
        assert posted.status_code == 302, posted.context["form"].errors

    def test_a_plan_takes_no_foreign_draft(self, home: Any, sign_in: Any, draft: LessonPage) -> None:
        school = OrganizationFactory()
        ensure_organization_page(organization=school, actor=None)
        school.refresh_from_db()
        client, _person = sign_in(school, Role.TRAINING_ADMIN)
        data = {
            "title": "山、水、桥",
            "school_year": "2026-2027",
            "summary": "",
            "body-count": "0",
            "structure-count": "0",
            **rows("comments"),
        }
        url = f"/editor/pages/add/courses/curriculumpage/{school.page_id}/"
        refused = client.post(url, {**data, **rows("sample_lessons", {"lesson": draft.pk})})
        assert refused.status_code == 200
        assert "已经公开的课例" in refused.content.decode()
        taken = client.post(url, {**data, **rows("sample_lessons", {"lesson": LessonFactory().pk})})
        assert taken.status_code == 302, taken.context["form"].errors


def test_choosers_show_ones_own(institute: Organization, sign_in: Any) -> None:
    client, _person = sign_in(institute, Role.EDITOR)
    own = MaterialFactory(organization=institute, title="本院的设计")
    foreign = MaterialFactory(organization=OrganizationFactory(), title="别家的设计", body=b"%PDF-1.4 x\n%%EOF\n")
    colleague, stranger = PersonFactory(name="王静"), PersonFactory(name="陌生人")
    MembershipFactory(person=colleague, organization=institute)
    materials = client.get("/editor/choose/material/").json()["html"]
    assert "本院的设计" in materials
    assert "别家的设计" not in materials
    assert client.get(f"/editor/choose/material/chosen/{own.pk}/").status_code == 200
    assert client.get(f"/editor/choose/material/chosen/{foreign.pk}/").status_code == 404
    persons = client.get("/editor/choose/person/").json()["html"]
    assert "王静" in persons
    assert "陌生人" not in persons
    assert client.get(f"/editor/choose/person/chosen/{stranger.pk}/").status_code == 404


def test_a_place_is_found_by_two_characters_and_grade(institute: Organization, sign_in: Any) -> None:
    client, _person = sign_in(institute, Role.EDITOR)
    place = node("比的意义")
    found = client.get("/editor/choose/textbook/results/?q=比的&grade=6").content.decode()
    assert "比的意义" in found
    assert "倒数的认识" not in found
    answer = client.get(f"/editor/choose/textbook/chosen/{place.pk}/").json()
    assert answer["result"]["title"] == "人教版数学六年级上册 第四单元 比 比的意义"


def test_a_lesson_of_another_organization_is_out_of_reach(institute: Organization, sign_in: Any) -> None:
    client, _person = sign_in(institute, Role.EDITOR)
    lesson = LessonFactory()
    assert client.get(f"/editor/pages/{lesson.pk}/edit/").status_code in (302, 403, 404)


def test_a_file_is_uploaded_in_the_chooser(institute: Organization, sign_in: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, _person = sign_in(institute, Role.EDITOR)
    good = SimpleUploadedFile("设计.pdf", b"%PDF-1.4 upload\n%%EOF\n")
    answer = client.post("/editor/choose/material/create/", {"kind": "lesson_plan", "title": "新设计", "file": good})
    assert answer.json()["step"] == "chosen"
    bad = SimpleUploadedFile("设计.pdf", b"<html>")
    answer = client.post("/editor/choose/material/create/", {"kind": "lesson_plan", "title": "坏", "file": bad})
    assert answer.json()["step"] == "reshow_creation_form"
