"""A run from the proposal to a teacher's seat, and a school that decides about fifty claims and thinks again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from organizations.constants import OrganizationKind, Role
from tests.journeys.conftest import World
from tests.organizations.factories import MembershipFactory, OrganizationFactory
from tests.training.conftest import add_teacher
from tests.training.factories import record
from tests.training.runs import series_of
from training.constants import CLAIM_SOURCE, EvidenceState
from training.models import CourseRun, Enrolment, Evidence, HourEntry

pytestmark = pytest.mark.browser


def test_institute_proposes_officer_approves_school_nominates_teacher_sees_the_seat(world: World, page_of: Any) -> None:
    near = world.near
    series = series_of(near.institute, "reading")
    bureau = OrganizationFactory(kind=OrganizationKind.BUREAU, name="沙坪坝区教委", parent=near.district)
    officer = MembershipFactory(organization=bureau, role=Role.OFFICER).person
    now, today = timezone.localtime(), timezone.localdate()

    institute = page_of(world.editor)
    institute.goto(f"/series/{series.code}/")
    institute.get_by_role("link", name="安排一期").click()
    expect(institute.get_by_label("课程系列")).to_have_value(series.code)
    institute.get_by_label("学校报送").check()
    institute.get_by_label("报名开始").fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    institute.get_by_label("报名截止").fill(f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}")
    institute.get_by_label("开课").first.fill(f"{today + timedelta(days=5)}")
    institute.get_by_label("结课").fill(f"{today + timedelta(days=25)}")
    institute.get_by_label("名额（人）").fill("30")
    institute.get_by_role("button", name="送审").click()
    expect(institute.get_by_text("已送审").first).to_be_visible()
    run = CourseRun.objects.get(series=series)
    institute.goto(f"/runs/{run.public_id}/quotas/")
    institute.get_by_label(near.school.label).fill("1")
    institute.get_by_role("button", name="保存名额").click()
    expect(institute.get_by_text("已分给学校1个名额").first).to_be_visible()

    bureau_page = page_of(officer, javascript=False, width=360)
    bureau_page.goto(f"/workspace/{bureau.public_id}/")
    bureau_page.get_by_role("link", name="1期等待审批").click()
    bureau_page.get_by_role("link", name=str(run)).click()
    bureau_page.get_by_role("button", name="批准这一期").click()
    expect(bureau_page.get_by_text("已批准").first).to_be_visible()

    school = page_of(near.leader)
    school.goto(f"/workspace/{near.school.public_id}/")
    school.get_by_role("link", name="学校报送").first.click()
    school.get_by_role("link", name="选派教师").click()
    school.get_by_label(near.teacher.name).check()
    school.get_by_role("button", name="报送选中的教师").click()
    expect(school.get_by_text("已报送1人").first).to_be_visible()
    expect(school.get_by_role("rowheader", name=near.teacher.name)).to_be_visible()

    teacher = page_of(near.teacher)
    teacher.goto("/me/notices/")
    teacher.get_by_role("button", name="学校报送你参加").first.click()
    expect(teacher.get_by_text("你已报名第1期").first).to_be_visible()
    assert Enrolment.objects.get(run=run).nominated_by == near.leader


def test_a_school_decides_about_fifty_claims_and_takes_it_back(world: World, page_of: Any) -> None:
    far = world.far
    for _number in range(50):
        record(add_teacher(far.school), source_type=CLAIM_SOURCE)
    foreign = record(world.near.teacher, source_type=CLAIM_SOURCE, title="邻区的申报")
    page = page_of(far.leader)
    page.goto(f"/school/{far.school.public_id}/claims/")
    assert foreign.title not in page.content()
    expect(page.locator(".bulk-bar")).to_be_hidden()
    page.get_by_label("全选本页").check()
    expect(page.get_by_text("已选50件").first).to_be_visible()
    page.get_by_role("button", name="同意选中的").click()
    expect(page.get_by_text("已认定50件").first).to_be_visible(timeout=60_000)
    assert HourEntry.objects.filter(kind="award").count() == 50

    page.locator("form[action*=undo] button").click()
    expect(page.get_by_text("已撤回50件").first).to_be_visible(timeout=60_000)
    states = Evidence.objects.filter(organization=far.school).values_list("state", flat=True)
    assert set(states) == {EvidenceState.SUBMITTED}
    assert HourEntry.objects.filter(kind="award").count() == HourEntry.objects.filter(kind="reversal").count() == 50
    expect(page.get_by_text("50件").first).to_be_visible()
