"""Finding with suggestions by the keyboard, keeping a search and being told, an editor's pinned answer."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import Notice
from search.desk.tasks import alert_saved_searches
from search.models import PinnedAnswer
from tests.courses.factories import LessonFactory, node
from tests.journeys.conftest import World
from tests.search.factories import index_all

pytestmark = pytest.mark.browser


def test_suggestions_by_keyboard_with_one_request_per_pause(world: World, new_page: Callable[..., Any]) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/lessons/suggest/" in request.url else None)
    page.goto("/")
    field = page.get_by_role("combobox").first
    field.press_sequentially("一个数除以", delay=30)
    listed = page.get_by_role("listbox", name="搜索建议")
    expect(listed.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(listed).to_be_hidden()
    expect(field).to_have_value("一个数除以")
    field.press("ArrowDown")
    expect(listed).to_be_visible()
    option = listed.get_by_role("option").filter(has_text="一个数除以分数").last
    for _ in range(9):
        field.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    field.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/lessons')[0]}/lessons/{world.lesson.code}/")


def test_a_kept_search_tells_about_a_new_lesson(world: World, page_of: Callable[..., Any]) -> None:
    person = world.near.teacher
    page = page_of(person)
    page.goto("/lessons/?q=分数除法应用")
    page.get_by_role("link", name="保存这次检索").click()
    page.get_by_label("名称").fill("分数除法的应用")
    page.get_by_role("button", name="保存这次检索").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我保存了1个检索")

    LessonFactory(title="分数除法应用：工程问题", organization=world.near.school, node=node("一个数除以分数"))
    index_all()
    alert_saved_searches()
    assert Notice.objects.filter(person=person, kind="saved_search").count() == 1
    page.goto("/me/notices/")
    expect(page.get_by_text("你保存了检索“分数除法的应用”")).to_be_visible()
    page.get_by_role("button", name="去看看").first.click()
    expect(page.get_by_role("link", name="分数除法应用：工程问题")).to_be_visible()
    page.get_by_role("button", name="关掉通知").click()
    expect(page.get_by_text("不再通知")).to_be_visible()


def test_an_editor_pins_an_answer_and_a_reader_finds_it_first(
    world: World, page_of: Callable[..., Any], new_page: Callable[..., Any]
) -> None:
    LessonFactory(title="比的意义", organization=world.near.school, node=node("比的意义"))
    index_all()
    desk, reader = page_of(world.editor), new_page(javascript=False)
    desk.goto("/workspace/search/pins/new/?words=比的意义")
    desk.get_by_label("课", exact=True).fill(f"/lessons/{world.lesson.code}/")
    desk.get_by_role("button", name="置顶这节课").click()
    expect(desk.get_by_text("已置顶在“比的意义”")).to_be_visible()
    assert PinnedAnswer.objects.get().lesson_id == world.lesson.pk
    reader.goto("/lessons/?q=比的意义")
    first = reader.locator(".lesson-row").first
    expect(first).to_contain_text("置顶")
    expect(first.get_by_role("link").first).to_have_text(world.lesson.title)


def test_a_passage_opens_at_its_second_and_at_its_paragraph(world: World, new_page: Callable[..., Any]) -> None:
    page = new_page()
    page.goto("/search/?q=倒过来乘&tab=moment")
    page.locator(".hit-row__title a[href*='?t=2#video']").first.click()
    expect(page.locator("video")).to_be_in_viewport()
    page.wait_for_function("document.querySelector('video').currentTime === 2")

    page.goto("/search/?q=颠倒相乘的道理&tab=moment")
    link = page.locator(".hit-row__title a[href*='/view/#p']").first
    number = str(link.get_attribute("href")).rpartition("#")[2]
    link.click()
    place = page.locator(f"#{number}")
    expect(place).to_contain_text("说清颠倒相乘的道理")
    expect(place).to_be_in_viewport()


def test_one_search_in_tabs_without_script_and_with_chips(world: World, new_page: Callable[..., Any]) -> None:
    page = new_page(javascript=False)
    page.goto("/")
    field = page.get_by_role("searchbox").first
    field.fill("六上 一个数除以分数")
    field.press("Enter")
    kinds = page.get_by_role("navigation", name="按种类看")
    expect(kinds.get_by_role("link", name="课例")).to_have_attribute("aria-current", "page")
    kinds.get_by_role("link", name="全部").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("搜索")
    expect(page.get_by_role("searchbox").first).to_have_value("六上 一个数除以分数")
    expect(page.get_by_text("为什么在这里").first).to_be_visible()
    page.get_by_role("link", name="六年级").click()
    expect(page.get_by_role("link", name="六年级，移除这个条件")).to_have_count(0)
    kinds.get_by_role("link", name="课例").click()  # taken back is taken back on every tab
    expect(page.get_by_role("link", name="六年级，移除这个条件")).to_have_count(0)
    expect(page.get_by_role("link", name=world.lesson.title)).to_be_visible()


def test_nothing_found_and_a_wish_reaches_the_desk(
    world: World, new_page: Callable[..., Any], page_of: Callable[..., Any]
) -> None:
    page = new_page(javascript=False)
    page.goto("/search/?q=量子纠缠")
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
    page.get_by_role("button", name="告诉教研员").click()
    expect(page.get_by_text("已告诉教研员，有人想要“量子纠缠”的课。")).to_be_visible()
    desk = page_of(world.editor)
    desk.goto("/workspace/search/")
    row = desk.get_by_role("row").filter(has_text="量子纠缠").last
    expect(row.get_by_role("cell").nth(1)).to_have_text("1")
