"""A school's plan on its way to filing, in the browser's words: who sees which desk, and what each step does."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from core.models import AuditEntry
from courses import filing_guard
from courses.constants import FilingStatus
from courses.models import CurriculumDecision, CurriculumPage
from organizations.constants import Role
from tests.courses.filing import STRUCTURE, WHOLE, Around, around, filed, handed_in, member, plan

NUMBER = "沙教课备〔2026〕017号"
# role → where it is held, which of the two desks it opens, and whether it decides there
SEATS = {
    Role.TEACHER: ("school", set()),
    Role.LEADER: ("school", {"school"}),
    Role.TRAINING_ADMIN: ("school", {"school"}),
    Role.HEAD_SCHOOL_ADMIN: ("school", set()),
    Role.EDITOR: ("institute", {"district"}),
    Role.OFFICER: ("bureau", {"district"}),
    Role.AUDITOR: ("bureau", {"district"}),
    Role.REVIEWER: ("institute", set()),
    Role.OPERATOR: ("district", set()),
}


@pytest.fixture(autouse=True)
def guards(home: Any) -> None:
    """The triggers, as ``migrate`` leaves them."""
    filing_guard.install()


@pytest.fixture
def near() -> Around:
    return around("沙坪坝区")


@pytest.fixture
def far() -> Around:
    return around("渝中区")


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def school_url(place: Around, page: CurriculumPage | None = None) -> str:
    return f"/school/{place.school.public_id}/curricula/{f'{page.code}/' if page else ''}"


def office_url(organization: Any, page: CurriculumPage | None = None) -> str:
    return f"/district/{organization.public_id}/curricula/{f'{page.code}/' if page else ''}"


class TestWhoSeesWhat:
    """The matrix: role by desk, near and far."""

    @pytest.mark.parametrize("role", SEATS, ids=str)
    def test_each_role_opens_its_desk_and_no_other(self, near: Around, far: Around, role: Role) -> None:
        seat, desks = SEATS[role]
        page = handed_in(plan(near.school), member(near.school, Role.LEADER))
        foreign = handed_in(plan(far.school), member(far.school, Role.LEADER))
        office = near.bureau if seat == "bureau" else near.institute
        client = enter(member(getattr(near, seat), role))
        for url in (school_url(near), school_url(near, page)):
            assert client.get(url).status_code == (200 if "school" in desks else 404), url
        for url in (office_url(office), office_url(office, page)):
            assert client.get(url).status_code == (200 if "district" in desks else 404), url
        others = (
            school_url(far),
            school_url(far, foreign),
            office_url(far.institute),
            office_url(office, foreign),
            f"/school/{near.school.public_id}/curricula/{foreign.code}/",
        )
        for url in others:
            assert client.get(url).status_code == 404, url

    def test_a_visitor_signs_in_first(self, near: Around, client: Client) -> None:
        page = plan(near.school)
        for url in (school_url(near), school_url(near, page), office_url(near.institute)):
            assert client.get(url).status_code == 302

    def test_a_draft_is_the_schools_own_business(self, near: Around) -> None:
        page = plan(near.school)
        editor = enter(member(near.institute, Role.EDITOR))
        assert page.title not in editor.get(office_url(near.institute) + "?state=all").content.decode()
        assert editor.get(office_url(near.institute, page)).status_code == 404

    def test_a_membership_that_ended_opens_nothing(self, near: Around) -> None:
        person = member(near.school, Role.LEADER)
        person.memberships.update(until=timezone.localdate() - timedelta(days=1))
        assert enter(person).get(school_url(near)).status_code == 404

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.EDITOR, Role.LEADER], ids=str)
    def test_only_those_whose_turn_it_is_can_move_it(self, near: Around, role: Role) -> None:
        leader = member(near.school, Role.LEADER)
        page = handed_in(plan(near.school), leader)
        person = member({Role.AUDITOR: near.bureau, Role.EDITOR: near.institute}.get(role, near.school), role)
        client = enter(person)
        office = near.bureau if role == Role.AUDITOR else near.institute
        posted = client.post(
            office_url(office, page), {"do": "file", "number": NUMBER, "on": str(timezone.localdate())}
        )
        page.refresh_from_db()
        assert page.is_filed is (role == Role.EDITOR)
        assert posted.status_code == (302 if role == Role.EDITOR else 404)
        assert client.post(school_url(near, page), {"do": "pass"}).status_code == 404


class TestTheSchool:
    """我校课程方案."""

    def test_it_begins_a_plan_and_is_told_what_is_missing(self, near: Around) -> None:
        client = enter(member(near.school, Role.LEADER))
        assert "还没有课程方案" in client.get(school_url(near)).content.decode()
        years = client.get(school_url(near)).context["begin"]["form"].fields["school_year"].choices
        begun = client.post(f"{school_url(near)}begin/", {"school_year": years[0][0]})
        page = CurriculumPage.objects.get()
        assert begun.url == school_url(near, page)
        text = client.get(begun.url).content.decode()
        for wanted in ("送审以前还要写", "课程理念", "课程结构里至少一门课程", "30个工作日"):
            assert wanted in text
        refused = client.post(begun.url, {"do": "submit"})
        assert refused.status_code == 200
        assert "还缺：" in refused.content.decode()
        page.refresh_from_db()
        assert page.filing_status == FilingStatus.DRAFT

    def test_a_year_is_begun_once_and_from_the_year_before(self, near: Around) -> None:
        leader = member(near.school, Role.LEADER)
        filed(plan(near.school, year="2020-2021"), leader, member(near.institute, Role.EDITOR), NUMBER)
        client = enter(leader)
        form = client.get(school_url(near)).context["begin"]["form"]
        years = [year for year, _label in form.fields["school_year"].choices]
        client.post(f"{school_url(near)}begin/", {"school_year": years[0]})
        begun = CurriculumPage.objects.get(school_year=years[0])
        assert begun.body[0].value["heading"] == "我们想让孩子怎样学习"
        assert begun.structure[0].value["courses"][0]["title"] == "山城步道定向"
        assert begun.filing_number == ""
        client.post(f"{school_url(near)}begin/", {"school_year": years[0]})
        assert CurriculumPage.objects.count() == 2

    def test_it_submits_passes_and_the_district_is_told(self, near: Around) -> None:
        admin, leader = member(near.school, Role.TRAINING_ADMIN), member(near.school, Role.LEADER)
        editor = member(near.institute, Role.EDITOR)
        page = plan(near.school)
        assert enter(admin).post(school_url(near, page), {"do": "submit"}).status_code == 302
        assert Notice.objects.filter(person=leader, title__contains="待学校审议").count() == 0, "sent after the commit"
        assert enter(leader).post(school_url(near, page), {"do": "pass", "reason": "教师会讨论过"}).status_code == 302
        page.refresh_from_db()
        assert page.filing_status == FilingStatus.DISTRICT_REVIEW
        text = enter(leader).get(school_url(near, page)).content.decode()
        for wanted in ("还剩30个工作日", "教师会讨论过", "学校审议通过"):
            assert wanted in text
        assert page.title in enter(editor).get(office_url(near.institute)).content.decode()
        assert AuditEntry.objects.filter(action="curriculum.district_review", actor=leader).count() == 1

    def test_a_step_taken_twice_changes_nothing_more(self, near: Around) -> None:
        leader = member(near.school, Role.LEADER)
        page = plan(near.school)
        client = enter(leader)
        client.post(school_url(near, page), {"do": "submit"})
        assert client.post(school_url(near, page), {"do": "submit"}).status_code == 404
        assert page.decisions.count() == 1

    def test_a_change_after_filing_can_be_handed_in_again(self, near: Around) -> None:
        leader, editor = member(near.school, Role.LEADER), member(near.institute, Role.EDITOR)
        page = filed(plan(near.school), leader, editor, NUMBER)
        client = enter(leader)
        assert client.post(school_url(near, page), {"do": "submit"}).status_code == 404, "nothing has changed"
        draft = page.get_latest_revision_as_object()
        draft.summary = "改过一句"
        draft.save_revision()
        assert "公开的页面会先撤下" in client.get(school_url(near, page)).content.decode()
        assert client.post(school_url(near, page), {"do": "submit"}).status_code == 302
        page.refresh_from_db()
        assert not page.live


class TestTheDistrict:
    """课程备案."""

    def test_it_returns_with_a_reason(self, near: Around) -> None:
        leader, officer = member(near.school, Role.LEADER), member(near.bureau, Role.OFFICER)
        page = handed_in(plan(near.school), leader)
        client = enter(officer)
        empty = client.post(office_url(near.bureau, page), {"do": "return", "reason": " "})
        assert empty.status_code == 200
        assert (
            client.post(office_url(near.bureau, page), {"do": "return", "reason": "请补充安全预案"}).status_code == 302
        )
        page.refresh_from_db()
        assert page.filing_status == FilingStatus.RETURNED
        text = enter(leader).get(school_url(near, page)).content.decode()
        assert "请补充安全预案" in text
        assert 'value="submit"' in text
        assert "用了0个工作日" not in text, "a returned plan has a path of its own"

    def test_it_files_and_the_public_reads(self, near: Around, client: Client) -> None:
        page = handed_in(plan(near.school), member(near.school, Role.LEADER))
        editor = enter(member(near.institute, Role.EDITOR))
        shown = editor.get(office_url(near.institute, page)).content.decode()
        for wanted in ("山城步道定向", "三至六年级", "我们想让孩子怎样学习", "同意备案"):
            assert wanted in shown
        assert client.get(f"/curricula/{page.code}/").status_code == 404
        today = str(timezone.localdate())
        filing = {"do": "file", "number": NUMBER, "on": today, "publish": "on"}
        assert editor.post(office_url(near.institute, page), filing).status_code == 302
        text = client.get(f"/curricula/{page.code}/").content.decode()
        assert NUMBER in text
        assert "审核与备案</a>" not in text, "a reader has no desk"
        assert office_url(near.institute, page) in editor.get(f"/curricula/{page.code}/").content.decode()

    def test_filing_without_publishing_leaves_it_to_the_school(self, near: Around, client: Client) -> None:
        leader = member(near.school, Role.LEADER)
        page = handed_in(plan(near.school), leader)
        filing = {"do": "file", "number": NUMBER, "on": str(timezone.localdate())}
        enter(member(near.institute, Role.EDITOR)).post(office_url(near.institute, page), filing)
        assert client.get(f"/curricula/{page.code}/").status_code == 404
        assert enter(leader).post(school_url(near, page), {"do": "publish"}).status_code == 302
        assert client.get(f"/curricula/{page.code}/").status_code == 200

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"number": ""}, "id_number"),
            ({"number": NUMBER}, "这个备案号已经给了"),
            ({"on": str(timezone.localdate() + timedelta(days=2))}, "不能在今天以后"),
        ],
    )
    def test_a_filing_needs_a_number_of_its_own_and_a_day(self, near: Around, changes: Any, said: str) -> None:
        leader, editor = member(near.school, Role.LEADER), member(near.institute, Role.EDITOR)
        filed(plan(near.school, year="2025-2026"), leader, editor, NUMBER)
        page = handed_in(plan(near.school), leader)
        filing = {"do": "file", "number": "新的", "on": str(timezone.localdate()), **changes}
        answer = enter(editor).post(office_url(near.institute, page), filing)
        assert answer.status_code == 200
        assert said.replace("id_", "file-") in answer.content.decode()
        page.refresh_from_db()
        assert not page.is_filed

    def test_it_sees_what_was_handed_in_and_what_changed_since_last_year(self, near: Around) -> None:
        leader, editor = member(near.school, Role.LEADER), member(near.institute, Role.EDITOR)
        filed(plan(near.school, year="2025-2026"), leader, editor, NUMBER)
        changed = [{"title": "山：健体与劳动", "courses": [{"title": "小木工", "grades": "四年级", "periods": 1}]}]
        sections = [*WHOLE[:3], ("evaluation", {"heading": "评价", "text": "<p>每学期三次展示。</p>"})]
        page = handed_in(plan(near.school, structure=changed, sections=sections), leader)
        draft = page.get_latest_revision_as_object()
        draft.summary = "送审以后写的"
        draft.save_revision()
        text = enter(editor).get(office_url(near.institute, page)).content.decode()
        for wanted in ("和2025-2026学年相比", "新增1门，取消1门，调整1处", "每学期三次展示。", "送审以后又改过草稿"):
            assert wanted in text
        assert "送审以后写的" not in text

    def test_the_queue_filters_by_state_and_year(self, near: Around) -> None:
        leader, editor = member(near.school, Role.LEADER), member(near.institute, Role.EDITOR)
        filed(plan(near.school, year="2025-2026", title="去年的方案"), leader, editor, NUMBER)
        handed_in(plan(near.school, title="今年的方案"), leader)
        client = enter(editor)

        def shown(query: str) -> set[str]:
            text = client.get(office_url(near.institute) + query).content.decode()
            return {title for title in ("去年的方案", "今年的方案") if title in text}

        assert shown("") == {"今年的方案"}
        assert shown("?state=filed") == {"去年的方案"}
        assert shown("?state=all") == {"去年的方案", "今年的方案"}
        assert shown("?state=all&year=2025-2026") == {"去年的方案"}
        assert shown("?state=nonsense&year=x") == {"去年的方案", "今年的方案"}

    def test_the_queue_costs_the_same_for_many(self, near: Around, django_assert_max_num_queries: Any) -> None:
        leader, editor = member(near.school, Role.LEADER), member(near.institute, Role.EDITOR)
        client = enter(editor)
        for number in range(6):
            handed_in(plan(near.school, year=f"{2020 + number}-{2021 + number}"), leader)
        client.get(office_url(near.institute))
        with django_assert_max_num_queries(40):
            client.get(office_url(near.institute))


class TestTheWayThere:
    """Workspaces, notices and the editor lead to the desks."""

    def test_workspaces_list_what_waits_and_lead_there(self, near: Around) -> None:
        leader, editor = member(near.school, Role.LEADER), member(near.institute, Role.EDITOR)
        page = handed_in(plan(near.school), leader)
        space = enter(editor).get(f"/workspace/{near.institute.public_id}/").content.decode()
        assert office_url(near.institute) in space
        assert office_url(near.institute, page) in space
        assert "还剩30个工作日" in space
        own = enter(leader).get(f"/workspace/{near.school.public_id}/").content.decode()
        assert school_url(near) in own

    def test_each_step_tells_whose_turn_it_is(self, near: Around, django_capture_on_commit_callbacks: Any) -> None:
        admin, leader = member(near.school, Role.TRAINING_ADMIN), member(near.school, Role.LEADER)
        editor, officer = member(near.institute, Role.EDITOR), member(near.bureau, Role.OFFICER)
        page = plan(near.school)
        with django_capture_on_commit_callbacks(execute=True):
            handed_in(page, admin)
        assert Notice.objects.get(person=leader, title__contains="待学校审议").url == school_url(near, page)
        assert not Notice.objects.filter(person=admin, kind="curriculum").exists(), "nobody is told of their own step"
        for person, office in ((editor, near.institute), (officer, near.bureau)):
            assert Notice.objects.get(person=person, kind="curriculum").url == office_url(office, page)
        with django_capture_on_commit_callbacks(execute=True):
            enter(editor).post(office_url(near.institute, page), {"do": "return", "reason": "请补充安全预案"})
        told = Notice.objects.get(person=admin, title__contains="被退回")
        assert "请补充安全预案" in told.body

    def test_a_step_entered_for_a_day_gone_by_tells_nobody(
        self, near: Around, django_capture_on_commit_callbacks: Any
    ) -> None:
        leader = member(near.school, Role.LEADER)
        editor = member(near.institute, Role.EDITOR)
        page = plan(near.school)
        with django_capture_on_commit_callbacks(execute=True):
            handed_in(page, leader)
            CurriculumDecision.objects.update(at=timezone.now() - timedelta(days=60))
        assert not Notice.objects.filter(person=editor).exists()

    def test_the_editor_leads_to_the_review(self, near: Around) -> None:
        page = plan(near.school, structure=STRUCTURE)
        admin = enter(member(near.school, Role.TRAINING_ADMIN))
        assert school_url(near, page) in admin.get(f"/editor/pages/{page.pk}/edit/").content.decode()
        added = admin.get(f"/editor/pages/add/courses/curriculumpage/{near.school.page_id}/")
        assert "先保存草稿，再送审" in added.content.decode()
