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
