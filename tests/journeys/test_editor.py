"""An institute's editor writes, previews, publishes and withdraws; a curriculum waits for its filing."""

from typing import Any

import pytest
from playwright.sync_api import expect

from courses.models import LessonPage
from courses.services import (
    create_curriculum,
    decide_curriculum,
    file_curriculum,
    publish_curriculum,
    submit_curriculum,
)
from home.services import ensure_organization_page
from organizations.constants import Role
from tests.journeys.conftest import World
from tests.organizations.factories import MembershipFactory
from tests.search.factories import index_all

pytestmark = pytest.mark.browser
TITLE = "比的意义：从相除到关系"


def press(page: Any, action: str) -> None:
    """Press one of the editor's actions, unfolding the list it may stand in."""
    button = page.locator(f"button[name={action}]").first
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    button.click()


def test_write_preview_publish_find_and_withdraw(world: World, page_of: Any, new_page: Any) -> None:
    institute = world.near.institute
    parent = ensure_organization_page(organization=institute, actor=None)
    page, reader = page_of(world.editor), new_page()
    page.goto(f"/editor/pages/add/courses/lessonpage/{parent.pk}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_node-chooser button:visible").first.click()
    page.locator(".modal input[name=q]").fill("比的意义")
    page.locator(".modal a[data-chooser-modal-choice]", has_text="比的意义").first.click()
    expect(page.locator("#id_node-chooser")).to_contain_text("比的意义")

    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe, iframe[data-w-preview-target=iframe]").first
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE, timeout=30_000)
    assert not LessonPage.objects.filter(title=TITLE, live=True).exists()

    press(page, "action-publish")
    page.wait_for_url("**/editor/pages/**")
    lesson = LessonPage.objects.get(title=TITLE)
    assert (lesson.live, lesson.organization) == (True, institute)
    index_all()
    reader.goto("/lessons/?q=从相除到关系")
    reader.get_by_role("link", name=TITLE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)

    page.goto(f"/editor/pages/{lesson.pk}/unpublish/")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/editor/pages/**")
    assert reader.goto(f"/lessons/{lesson.code}/").status == 404
    reader.goto("/lessons/?q=从相除到关系")
    assert reader.get_by_role("link", name=TITLE).count() == 0


def test_a_curriculum_is_public_only_once_filed(world: World, page_of: Any, new_page: Any) -> None:
    school = world.near.school
    admin = MembershipFactory(organization=school, role=Role.TRAINING_ADMIN).person
    plan = create_curriculum(
        parent_page=ensure_organization_page(organization=school, actor=None),
        actor=admin,
        title="山、水、桥",
        organization=school,
        school_year="2026-2027",
        sections=[
            (part, {"heading": "我们想让孩子怎样学习", "text": "<p>在山上学会坚持。</p>"})
            for part in ("idea", "goals", "implementation", "evaluation")
        ],
        structure=[{"title": "山：健体与劳动", "courses": [{"title": "山城步道定向", "periods": 2}]}],
    )
    address = f"/curricula/{plan.code}/"
    page, reader = page_of(admin), new_page()
    page.goto(f"/editor/pages/{plan.pk}/edit/")
    expect(page.locator("#id_title")).to_have_value(plan.title)
    assert page.locator("[name=action-publish]").count() == 0
    with page.expect_navigation():
        page.evaluate(
            """() => {
                const form = document.querySelector("#page-edit-form, form[data-edit-form]");
                form.insertAdjacentHTML("beforeend", '<input type="hidden" name="action-publish" value="1">');
                HTMLFormElement.prototype.submit.call(form);
            }"""
        )
    plan.refresh_from_db()
    assert reader.goto(address).status == 404

    submit_curriculum(curriculum=plan, actor=admin)
    decide_curriculum(curriculum=plan, actor=world.editor, approve=True)
    assert reader.goto(address).status == 404
    file_curriculum(curriculum=plan, actor=world.editor, number="沙教课备〔2026〕017号")
    publish_curriculum(curriculum=plan, actor=admin)
    assert reader.goto(address).status == 200
    for words in ("沙教课备〔2026〕017号", "山城步道定向"):
        expect(reader.get_by_text(words).first).to_be_visible()
