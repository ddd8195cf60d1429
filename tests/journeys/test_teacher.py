"""A teacher signs in, sees the week, learns in a run and finds every hour explained."""

from typing import Any

import pytest
from playwright.sync_api import expect

from core.services import drain
from courses.services import add_unit, create_series, move_current_node, publish_series, set_my_textbooks
from home.services import ensure_organization_page
from tests.journeys.conftest import World
from tests.training.runs import QUESTIONS, open_run
from training.models import HourEntry

pytestmark = pytest.mark.browser
PASSWORD = "kecheng-2026-yanxun"


def taught(world: World) -> Any:
    """A published series with a film and a quiz, and its run."""
    institute = world.near.institute
    parent = ensure_organization_page(organization=institute, actor=None)
    series = create_series(
        parent_page=parent,
        actor=None,
        organization=institute,
        title="数与运算单元整体教学",
        summary="看懂一致性",
        minutes=225,
    )
    add_unit(series=series, actor=None, title="看一节课", kind="video", video=world.film)
    add_unit(series=series, actor=None, title="想一想", kind="quiz", questions=QUESTIONS)
    publish_series(series=series, actor=None)
    return series, open_run(series)


def test_from_signing_in_to_hours_that_unfold(world: World, new_page: Any) -> None:
    teacher = world.near.teacher
    teacher.set_password(PASSWORD)
    teacher.save()
    set_my_textbooks(actor=teacher, volumes=[world.lesson.volume])
    move_current_node(actor=teacher, volume=world.lesson.volume, node=world.lesson.node)
    series, run = taught(world)

    page = new_page()
    page.goto("/accounts/login/?next=/me/")
    page.locator("input[name=login]").fill(teacher.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/accounts/login/'] button[type=submit]").click()
    page.wait_for_url("**/me/")
    for words in ("这周讲", world.lesson.title, "本年度还差", "下一次研修"):
        expect(page.get_by_text(words).first).to_be_visible()

    page.goto("/series/")
    page.get_by_role("link", name=series.title).first.click()
    page.get_by_role("button", name="报名").click()
    page.wait_for_url(f"**/runs/{run.public_id}/")
    expect(page.get_by_text("已报名").first).to_be_visible()
    page.get_by_role("link", name="接着学：看一节课").click()

    page.locator("[data-video-play]").click()
    expect(page.locator("[data-coverage-done]")).to_be_visible(timeout=60_000)

    page.get_by_role("link", name="想一想").first.click()
    page.locator("#q1-1").check()
    page.locator("#q2-0").check()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("看过解析再做一次").first).to_be_visible()
    assert not HourEntry.objects.filter(person=teacher).exists()
    page.get_by_role("link", name="再做一次").click()
    for choice in ("#q1-0", "#q2-0", "#q2-1"):
        page.locator(choice).check()
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_text("合格").first).to_be_visible()
    drain()

    page.goto("/me/hours/")
    expect(page.get_by_role("heading", name="为什么是")).to_be_visible()
    while (folded := page.locator(".proof-tree details:not([open]) > summary:visible")).count():
        folded.first.click()
    leaf = page.locator(".proof-tree")
    expect(leaf.get_by_text(series.title).first).to_be_visible()
    expect(leaf.get_by_text(world.near.institute.name).first).to_be_visible()
    expect(leaf.get_by_text("渝教师发").first).to_be_visible()


def test_a_run_is_enrolled_by_keyboard_alone(world: World, page_of: Any) -> None:
    series, run = taught(world)
    page = page_of(world.near.teacher)
    page.goto(f"/series/{series.code}/")
    page.get_by_role("button", name="报名").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/runs/{run.public_id}/")
    assert run.enrolments.get().person == world.near.teacher
