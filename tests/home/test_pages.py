"""The front door: home, start page, workspaces, organization pages, texts, health, addresses."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from courses.models import LessonPage
from courses.services import move_current_node, set_my_textbooks
from home.bootstrap import TEXT_PAGES, bootstrap_site
from home.models import HomePage, OrganizationPage, TextPage
from home.services import ensure_organization_page
from home.views import health
from organizations.constants import Role
from tests.courses.factories import LessonFactory, MaterialFactory, node
from tests.organizations.factories import MembershipFactory, OrganizationFactory
from tests.research_groups.factories import group_of, lesson_study
from tests.training.conftest import Place
from tests.training.runs import open_run, series_of
from training.models import RuleSetVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_pages", "protected_files")]


@pytest.fixture
def site_pages(db: None) -> HomePage:
    """What a fresh database is given."""
    return bootstrap_site()


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def tree_path(page: Page) -> str:
    """The address Wagtail's tree would give."""
    return "/" + page.url_path.split("/", 2)[2]


def restrict(page: Page) -> None:
    """Only for signed-in persons, with everything below."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


class TestHome:
    """The question first, then what there is; nothing invented on an empty site."""

    def test_an_empty_site_says_so(self, client: Client) -> None:
        text = text_of(client, "/")
        assert "还没有课例" in text
        assert "新近收录的精品课" not in text
        assert "一节课，一条记录" not in text

    def test_it_shows_books_lessons_series_activities_and_one_record(self, client: Client, near: Place) -> None:
        lesson = LessonFactory(organization=near.school)
        draft = LessonFactory(organization=near.school, title="没有公开的课", publish=False)
        group = group_of(near.institute)
        activity = lesson_study(group, near.school, lesson=lesson)
        series = series_of(near.institute, "reading")
        open_run(series)
        text = text_of(client, "/")
        for wanted in (lesson.title, "共1节课例", "/lessons/?subject=math", series.title, group.name, activity.title):
            assert wanted in text
        assert draft.title not in text

    def test_restricted_lessons_are_neither_listed_nor_served(self, client: Client, near: Place) -> None:
        material = MaterialFactory()
        lesson = LessonFactory(
            organization=near.school, title="只给登录的人看的课", summary="内部的话", materials=[material]
        )
        restrict(OrganizationPage.objects.get(organization=near.school))
        address = f"/lessons/{lesson.code}/"
        for url in ("/", "/lessons/"):
            assert lesson.title not in text_of(client, url)
        answer = client.get(address)
        assert answer.status_code == 302
        assert "内部的话" not in answer.content.decode()
        assert client.get(f"{address}materials/{material.public_id}/").status_code in (302, 404)

    def test_what_is_taken_out_is_gone_at_once(self, client: Client, near: Place, site_pages: HomePage) -> None:
        kept, withdrawn, closed = (
            LessonFactory(organization=near.school, title=title) for title in ("留下的课", "撤下的课", "关起来的课")
        )
        address = f"/lessons/{withdrawn.code}/"
        assert {client.get(url).status_code for url in ("/", address, f"/lessons/{closed.code}/")} == {200}
        withdrawn.unpublish()
        restrict(closed)
        text = text_of(client, "/")
        assert kept.title in text
        assert withdrawn.title not in text
        assert closed.title not in text
        assert client.get(address).status_code == 404
        assert client.get(f"/lessons/{closed.code}/").status_code == 302
        site_pages.unpublish()
        assert client.get("/").status_code == 404


class TestStartPage:
    """This week's lesson, what is missing, what is next."""

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        answer = client.get("/me/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/")

    def test_signing_in_leads_everybody_to_their_own_work(self, near: Place, enter: Any) -> None:
        assert enter(near.teacher).get("/start/")["Location"] == "/me/"
        assert enter(near.leader).get("/start/")["Location"] == f"/school/{near.school.public_id}/staff/"
        auditor = MembershipFactory(organization=near.institute, role=Role.AUDITOR).person
        assert enter(auditor).get("/start/")["Location"] == f"/workspace/{near.institute.public_id}/"

    def test_without_textbooks_it_asks_for_them(self, near: Place, enter: Any) -> None:
        text = text_of(enter(near.teacher), "/me/")
        assert "先选我的教材" in text
        assert "/me/textbooks/" in text
        assert "还没有安排" in text
        assert "本年度还差" in text

    def test_with_a_textbook_it_shows_this_weeks_place_and_lessons(self, near: Place, enter: Any) -> None:
        place = node("一个数除以分数")
        lesson = LessonFactory(organization=near.school, node=place, title="颠倒相乘的道理")
        elsewhere = LessonFactory(organization=near.school, node=node("比的意义", place.volume), title="比的认识")
        set_my_textbooks(actor=near.teacher, volumes=[place.volume])
        move_current_node(actor=near.teacher, volume=place.volume, node=place)
        text = text_of(enter(near.teacher), "/me/")
        for wanted in (place.title, lesson.title, f"/lessons/{lesson.code}/all.zip", "1节课例，材料都能下载"):
            assert wanted in text
        assert elsewhere.title not in text
        assert "先选我的教材" not in text

    def test_a_place_without_lessons_shows_its_units(self, near: Place, enter: Any) -> None:
        place = node("一个数除以分数")
        near_by = LessonFactory(organization=near.school, node=node("倒数的认识", place.volume), title="认识倒数")
        set_my_textbooks(actor=near.teacher, volumes=[place.volume])
        move_current_node(actor=near.teacher, volume=place.volume, node=place)
        assert near_by.title in text_of(enter(near.teacher), "/me/")


class TestWorkspace:
    """What waits for a decision, for who may take it."""

    def test_only_who_works_there_has_it(self, near: Place, far: Place, enter: Any, client: Client) -> None:
        url = f"/workspace/{near.school.public_id}/"
        assert enter(near.leader).get(url).status_code == 200
        for person in (near.teacher, far.leader, far.teacher):
            assert enter(person).get(url).status_code == 404
        assert client.get(url).status_code == 302

    def test_a_former_leader_is_out(self, near: Place, enter: Any) -> None:
        from datetime import date

        former = MembershipFactory(organization=near.school, role=Role.LEADER, until=date(2025, 8, 31)).person
        assert enter(former).get(f"/workspace/{near.school.public_id}/").status_code == 404

    def test_the_institute_finds_what_was_sent_from_its_district(self, near: Place, far: Place, enter: Any) -> None:
        from tests.research_groups.factories import submitted

        activity = submitted(group_of(near.institute), near.teacher)
        shown = {}
        for place in (near, far):
            editor = MembershipFactory(organization=place.institute, role=Role.EDITOR).person
            shown[place.district.name] = activity.title in text_of(
                enter(editor), f"/workspace/{place.institute.public_id}/"
            )
        assert shown == {near.district.name: True, far.district.name: False}


class TestOrganizationPage:
    """What an organization published, and nothing of another one."""

    def test_it_lists_its_own(self, near: Place, far: Place, client: Client) -> None:
        own = LessonFactory(organization=near.school, title="本校的课")
        foreign = LessonFactory(organization=far.school, title="别校的课")
        group = group_of(near.school, name="六年级数学备课组")
        page = OrganizationPage.objects.get(organization=near.school)
        text = text_of(client, f"/organizations/{page.code}/")
        assert own.title in text
        assert group.name in text
        assert foreign.title not in text

    def test_an_empty_one_says_so(self, client: Client) -> None:
        page = ensure_organization_page(organization=OrganizationFactory(), actor=None)
        assert "还没有公开的内容" in text_of(client, f"/organizations/{page.code}/")

    def test_the_page_is_made_once(self) -> None:
        school = OrganizationFactory()
        pages = {ensure_organization_page(organization=school, actor=None).pk for _time in range(2)}
        school.refresh_from_db()
        assert pages == {school.page_id}


class TestAddresses:
    """By kind, wherever the page stands."""

    def test_the_place_in_the_tree_answers_301_to_the_kinds_address(self, client: Client) -> None:
        lesson = LessonFactory()
        page = OrganizationPage.objects.get(organization=lesson.organization)
        for each, address in ((lesson, f"/lessons/{lesson.code}/"), (page, f"/organizations/{page.code}/")):
            answer = client.get(tree_path(each))
            assert answer.status_code == 301
            assert answer["Location"].endswith(address)
            assert client.get(address).status_code == 200

    def test_a_moved_page_keeps_its_address(self, client: Client) -> None:
        lesson = LessonFactory()
        other = ensure_organization_page(organization=OrganizationFactory(), actor=None)
        lesson.move(other, pos="last-child")
        assert client.get(f"/lessons/{lesson.code}/").status_code == 200

    @pytest.mark.parametrize(
        "address", ["/lessons/nothing/", "/series/nothing/", "/organizations/nothing/", "/nowhere/"]
    )
    def test_an_unknown_code_is_404(self, client: Client, address: str) -> None:
        assert client.get(address).status_code == 404

    def test_a_code_of_another_kind_and_a_draft_are_404(self, client: Client) -> None:
        lesson, draft = LessonFactory(), LessonFactory(publish=False)
        assert client.get(f"/series/{lesson.code}/").status_code == 404
        assert client.get(f"/lessons/{draft.code}/").status_code == 404
        assert client.get(tree_path(draft)).status_code == 404


class TestTexts:
    """About, help and what the law asks for."""

    @pytest.mark.parametrize("slug", TEXT_PAGES)
    def test_they_are_there_and_linked(self, client: Client, slug: str) -> None:
        assert TEXT_PAGES[slug][0] in text_of(client, f"/{slug}/")


class TestHealth:
    """Ready, or the part that is not."""

    def test_ready(self, client: Client) -> None:
        LessonFactory()
        LessonFactory(publish=False)
        answer = client.get("/healthz")
        told = answer.json()
        assert answer.status_code == 200
        assert (told["status"], told["search_engine"], told["lessons"]) == ("ok", "database", 1)

    def test_a_missing_search_server_is_degraded_and_not_down(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(health, "search_health", lambda: {"ok": False, "engine": "elasticsearch"})
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")

    def test_missing_migrations_are_503(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(health, "pending_migrations", lambda: 3)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["failing"], answer.json()["pending"]) == (503, "migrations", 3)

    def test_a_database_that_does_not_answer_is_503(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(health, "search_health", fail)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["failing"]) == (503, "database")


class TestBootstrap:
    """May run at every start."""

    def test_a_second_run_changes_nothing(self, site_pages: HomePage) -> None:
        def state() -> dict[str, Any]:
            return {
                "pages": list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision_id")),
                "sites": list(Site.objects.values_list("hostname", "port", "root_page_id", "is_default_site")),
                "sets": list(RuleSetVersion.objects.order_by("pk").values_list("pk", flat=True)),
            }

        before = state()
        assert bootstrap_site() == site_pages
        assert state() == before
        assert len(before["sets"]) >= 3

    def test_what_editors_changed_stays(self, client: Client) -> None:
        page = TextPage.objects.get(slug="about")
        page.title, page.body = "本区的研训", "<p>本区的话</p>"
        page.save_revision().publish()
        bootstrap_site()
        assert "本区的话" in text_of(client, "/about/")

    def test_wagtails_welcome_page_is_gone(self, client: Client) -> None:
        assert LessonPage.objects.count() == 0
        assert "找一节好课" in text_of(client, "/")
        assert Page.objects.filter(depth=2).count() == 1
