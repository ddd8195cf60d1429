"""A school's leader sees who falls short, takes the list along and reminds; other schools do not exist."""

from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from accounts.models import Notice
from tests.journeys.conftest import World
from tests.training.conftest import add_teacher
from tests.training.factories import certified

pytestmark = pytest.mark.browser


def test_staff_filters_export_and_reminder(world: World, page_of: Any) -> None:
    near, far = world.near, world.far
    done, short = add_teacher(near.school, name="周敏"), add_teacher(near.school, name="郑刚")
    certified(done, certifier=near.institute, occurred_on=timezone.localdate(), facts={"minutes": 6_000})
    page = page_of(near.leader)
    page.goto(f"/workspace/{near.school.public_id}/")
    page.get_by_role("link", name="教师学时").first.click()
    roster = page.locator("table.data-table")
    for name in (done.name, short.name):
        expect(roster.get_by_role("link", name=name)).to_be_visible()
    assert far.teacher.name not in page.content()

    page.locator("input[name=q]").last.fill(short.name)
    page.locator("input[name=q]").last.press("Enter")
    page.wait_for_url("**q=**")
    expect(roster.get_by_role("link", name=short.name)).to_be_visible()
    assert roster.get_by_role("link", name=done.name).count() == 0

    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    cells = [
        str(cell.value)
        for row in load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0]
        for cell in row
    ]
    assert short.name in cells
    assert done.name not in cells

    page.get_by_role("link", name=short.name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(short.name)

    page.goto(f"/school/{near.school.public_id}/staff/")
    page.locator("#remind > summary").click()
    assert short.name not in page.locator("#remind-group").inner_text()
    page.locator("#remind button[type=submit]").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert Notice.objects.filter(person=short).count() == 1
    assert not Notice.objects.filter(person=done, kind="reminder").exists()

    for address in (f"/school/{far.school.public_id}/staff/", f"/workspace/{far.school.public_id}/"):
        assert page.goto(address).status == 404
