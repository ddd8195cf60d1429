"""A school hands in its curriculum, the district files it, a visitor reads it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from courses import filing_guard
from organizations.constants import Role
from tests.courses.filing import plan as written
from tests.journeys.conftest import World
from tests.organizations.factories import MembershipFactory

pytestmark = pytest.mark.browser
NUMBER = "沙教课备〔2026〕017号"


def test_from_the_school_to_the_public(world: World, page_of: Any, new_page: Any) -> None:
    filing_guard.install()
    school = world.near.school
    school.refresh_from_db()
    plan = written(school)
    leader = MembershipFactory(organization=school, role=Role.LEADER).person
    address = f"/curricula/{plan.code}/"
    visitor = new_page()
    assert visitor.goto(address).status == 404

    page = page_of(leader)
    page.goto(f"/workspace/{school.public_id}/")
    page.get_by_role("link", name="课程方案", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("山、水、桥")
    page.get_by_role("button", name="送学校审议").click()
    page.get_by_label("审议意见").fill("教师会讨论过")
    page.get_by_role("button", name="同意，送区级审核").click()
    expect(page.get_by_text("还剩30个工作日").first).to_be_visible()
    assert visitor.goto(address).status == 404

    desk = page_of(world.editor, width=360)
    desk.goto(f"/workspace/{world.near.institute.public_id}/")
    desk.get_by_role("link", name="山、水、桥").first.click()
    expect(desk.get_by_text("山城步道定向").first).to_be_visible()
    expect(desk.get_by_text("教师会讨论过")).to_be_visible()
    desk.get_by_label("备案号").fill(NUMBER)
    desk.get_by_role("button", name="同意备案").click()
    desk.wait_for_url("**/district/*/curricula/")

    assert visitor.goto(address).status == 200
    for words in (NUMBER, "山城步道定向", "每学期两次展示。"):
        expect(visitor.get_by_text(words).first).to_be_visible()
    assert visitor.get_by_role("link", name="审核与备案").count() == 0
    page.reload()
    expect(page.get_by_text(NUMBER).first).to_be_visible()
