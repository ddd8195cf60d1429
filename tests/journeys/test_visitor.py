"""A visitor finds a lesson, looks at everything in it and takes it along."""

import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import World

pytestmark = pytest.mark.browser


def test_find_open_and_download_a_lesson(world: World, new_page: Any, site_engine: str) -> None:
    page = new_page()
    told = page.request.get("/api/lessons/search?q=分数除法").json()
    assert (told["engine"], told["degraded"]) == (site_engine, False)
    page.goto("/")
    field = page.locator("#home-q")
    field.fill("分数除法")
    field.press("Enter")
    expect(page.get_by_role("link", name=world.lesson.title).first).to_be_visible()
    page.locator("input[name=subject][value=math]").check()
    page.wait_for_url("**subject=math**")
    page.get_by_role("link", name=world.lesson.title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(world.lesson.title)
    for words in ("唐婧执教", "第三单元 分数除法", "分数除以整数", "比的意义", "署名—非商业性使用"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert page.locator("video track[kind=captions]").count() == 1

    with page.expect_download() as one:
        page.locator(".material-list a.button").first.click()
    assert one.value.suggested_filename.endswith((".docx", ".pdf"))
    with page.expect_download() as everything:
        page.locator(f"a[href='/lessons/{world.lesson.code}/all.zip']").click()
    with zipfile.ZipFile(everything.value.path()) as archive:
        assert len(archive.namelist()) >= 2
        assert archive.testzip() is None

    page.locator(".material-list a:not(.button)").first.click()
    expect(page.get_by_text("说清颠倒相乘的道理").first).to_be_visible()


def test_the_group_chat_gets_a_text_and_a_picture(world: World, new_page: Any) -> None:
    page = new_page()
    page.goto(f"/lessons/{world.lesson.code}/")
    page.get_by_text("发到群", exact=False).first.click()
    expect(page.get_by_text(f"《{world.lesson.title}》").first).to_be_visible()
    picture = page.locator(".share-panel img, dialog img").first
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0 || image.decode().then(() => true)")


def test_reading_and_searching_need_no_script_and_fit_a_phone(world: World, new_page: Any) -> None:
    page = new_page(width=360, height=740, javascript=False)
    page.goto("/lessons/?q=颠倒相乘")
    page.get_by_role("link", name=world.lesson.title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(world.lesson.title)
    phone = new_page(width=360, height=740)
    for address in ("/", "/lessons/?q=分数除法", f"/lessons/{world.lesson.code}/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, address
