"""A group's lesson study: a member hands in, the host sends, the institute approves, the hours come."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from core.services import drain
from research_groups.constants import DueFrom
from tests.journeys.conftest import World
from tests.research_groups.factories import group_of, lesson_study, member_of, product, taking_part
from training.models import HourEntry

pytestmark = pytest.mark.browser


def test_from_the_hand_in_to_the_hours_and_the_lessons_record(world: World, page_of: Any, new_page: Any) -> None:
    near = world.near
    host = member_of(near.school)
    group = group_of(near.institute, near.teacher, host=host)
    activity = lesson_study(group, near.school, lesson=world.lesson)
    for person in (near.teacher, host):
        taking_part(activity, person)
    for requirement in activity.required_products.filter(due_from=DueFrom.ACTIVITY).exclude(kind="comments"):
        product(activity, requirement.kind, host)
    url = activity.get_absolute_url()

    member = page_of(near.teacher)
    for kind in ("评课记录", "反思"):
        member.goto(url)
        member.get_by_role("link", name=re.compile(rf"上交\s*{kind}")).click()
        member.locator("textarea[name=text]").fill("先分后合，学生自己说出了算理。")
        member.get_by_role("button", name=f"上交{kind}").click()
        expect(member.get_by_text(f"{kind}已上交").first).to_be_visible()

    hosting = page_of(host)
    hosting.goto(url)
    hosting.get_by_role("button", name="送教师进修学院认定").click()
    expect(hosting.get_by_text("已送教师进修学院认定").first).to_be_visible()

    institute = page_of(world.editor)
    institute.goto(f"/workspace/{near.institute.public_id}/")
    institute.get_by_role("link", name=activity.title).first.click()
    institute.get_by_role("button", name="认定，计入学时").click()
    expect(institute.get_by_text("已认定。到场并交齐产出的老师会收到学时通知").first).to_be_visible()
    drain()
    assert HourEntry.objects.filter(person=near.teacher).count() == 1
    assert not HourEntry.objects.filter(person=host).exists(), "the host has not handed a reflection in"

    member.goto("/me/hours/")
    expect(member.get_by_text(activity.title).first).to_be_attached()

    visitor = new_page()
    visitor.goto(f"/lessons/{world.lesson.code}/")
    visitor.get_by_role("link", name=activity.title).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(activity.title)
    assert near.teacher.name not in visitor.content()
    visitor.locator(f"a[href='/lessons/{world.lesson.code}/']").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(world.lesson.title)


def test_a_host_asks_two_and_each_answers(world: World, page_of: Any) -> None:
    near = world.near
    host, willing, busy = member_of(near.school), member_of(near.school), member_of(near.school)
    group = group_of(near.institute, host=host)
    members = f"/groups/{group.code}/members/"

    hosting = page_of(host)
    for person in (willing, busy):
        hosting.goto(members)
        hosting.locator("input[name=person]").fill(person.name)
        hosting.get_by_role("button", name="添加").click()
        expect(hosting.get_by_text(f"已邀请{person.name}").first).to_be_visible()

    for person, answer, said in ((willing, "接受邀请", "你已是成员"), (busy, "谢绝", "已谢绝")):
        asked = page_of(person)
        asked.goto("/groups/")
        asked.get_by_role("link", name=group.name).first.click()
        asked.get_by_role("button", name=answer).click()
        expect(asked.get_by_text(said).first).to_be_visible()

    hosting.goto(members)
    expect(hosting.get_by_role("rowheader", name=willing.name)).to_be_visible()
    expect(hosting.get_by_role("rowheader", name=busy.name)).to_have_count(0)
    expect(hosting.get_by_role("heading", name="等答复的邀请")).to_have_count(0)
