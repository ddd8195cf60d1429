"""A school curriculum is public only once filed, whatever way somebody tries."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from core.exceptions import Refusal
from core.models import AuditEntry
from courses import filing_guard
from courses.constants import FilingStatus
from courses.exceptions import NotFiled, WrongStep
from courses.models import CurriculumPage
from courses.services import (
    create_curriculum,
    decide_curriculum,
    file_curriculum,
    publish_curriculum,
    submit_curriculum,
)
from home.services import ensure_organization_page
from organizations.constants import Role
from tests.accounts.factories import PersonFactory
from tests.courses.factories import LessonFactory
from tests.organizations.factories import OrganizationFactory

SECTIONS = [
    ("idea", {"heading": "我们想让孩子怎样学习", "text": "<p>在山上学会坚持。</p>"}),
    ("goals", {"heading": "目标", "text": "<ul><li>六年里完成四次真实的观察。</li></ul>"}),
    ("implementation", {"heading": "实施", "text": "<p>每周三下午连排两课时。雨天改室内。</p>"}),
    ("evaluation", {"heading": "评价", "text": "<p>每学期两次展示。</p>"}),
]
STRUCTURE = [{"title": "山：健体与劳动", "courses": [{"title": "山城步道定向", "grades": "三至六年级", "periods": 2}]}]


@pytest.fixture(autouse=True)
def guards(home: Any) -> None:
    """The triggers, as ``migrate`` leaves them."""
    filing_guard.install()


def curriculum(**content: Any) -> CurriculumPage:
    school = content.pop("organization", None) or OrganizationFactory()
    page = ensure_organization_page(organization=school, actor=None)
    return create_curriculum(
        parent_page=page,
        actor=None,
        title="山、水、桥",
        organization=school,
        school_year="2026-2027",
        sections=SECTIONS,
        structure=STRUCTURE,
        **content,
    )


def filed(**content: Any) -> CurriculumPage:
    person = PersonFactory()
    page = curriculum(**content)
    submit_curriculum(curriculum=page, actor=person)
    decide_curriculum(curriculum=page, actor=person, approve=True)
    file_curriculum(curriculum=page, actor=person, number="沙教课备〔2026〕017号")
    return page


def is_live(page: CurriculumPage) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_the_review_leads_to_a_public_page_with_number_structure_and_path(client: Client) -> None:
    page = filed(sample_lessons=[LessonFactory()])
    publish_curriculum(curriculum=page, actor=None)
    text = client.get(f"/curricula/{page.code}/").content.decode()
    for wanted in ("沙教课备〔2026〕017号", "山城步道定向", "三至六年级", "我们想让孩子怎样学习", "备案", "参考课例"):
        assert wanted in text
    assert page.title in client.get("/curricula/").content.decode()


def test_it_is_not_public_by_publishing_its_revision() -> None:
    page = curriculum()
    with pytest.raises(NotFiled):
        page.get_latest_revision().publish()
    assert not is_live(page)


def test_it_is_not_public_by_saving_it_live() -> None:
    page = curriculum()
    page.live = True
    with pytest.raises(NotFiled):
        page.save()
    assert not is_live(page)


def test_it_is_not_public_by_being_added_live() -> None:
    school = OrganizationFactory()
    parent = ensure_organization_page(organization=school, actor=None)
    page = CurriculumPage(title="直接公开", organization=school, school_year="2026-2027", live=True)
    parent.add_child(instance=page)
    assert not is_live(page)


def test_it_is_not_public_by_a_schedule() -> None:
    page = curriculum()
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save(update_fields=["approved_go_live_at"])
    other = LessonFactory(publish=False)
    due = other.get_latest_revision()
    due.approved_go_live_at = timezone.now()
    due.save(update_fields=["approved_go_live_at"])
    call_command("publish_scheduled")
    assert not is_live(page)
    assert Page.objects.get(pk=other.pk).live, "one refused schedule must not stop the others"


def test_a_date_for_going_live_is_refused_before_filing() -> None:
    page = curriculum()
    page.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        page.full_clean()


def test_it_is_not_public_by_an_update_past_the_model() -> None:
    page = curriculum()
    for update in (
        lambda: Page.objects.filter(pk=page.pk).update(live=True),
        lambda: CurriculumPage.objects.filter(pk=page.pk).update(live=True),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            update()
    assert not is_live(page)


def test_it_cannot_lose_its_filing_while_public() -> None:
    page = filed()
    publish_curriculum(curriculum=page, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CurriculumPage.objects.filter(pk=page.pk).update(filing_status=FilingStatus.DRAFT)


def test_a_copy_of_a_public_one_is_a_draft() -> None:
    page = filed()
    publish_curriculum(curriculum=page, actor=None)
    page.refresh_from_db()
    copy = page.copy(
        update_attrs={"school_year": "2027-2028", "slug": "next-year"}, keep_live=True, copy_revisions=False
    )
    assert not is_live(copy)
    assert copy.filing_status == FilingStatus.DRAFT
    assert copy.filing_number == ""


def test_another_text_than_the_filed_one_does_not_become_public() -> None:
    page = filed()
    page.summary = "审核以后改的"
    later = page.save_revision()
    with pytest.raises(NotFiled):
        later.publish()
    publish_curriculum(curriculum=page, actor=None)
    assert CurriculumPage.objects.get(pk=page.pk).summary == ""


def test_an_old_revision_does_not_bring_back_its_old_standing() -> None:
    page = filed()
    publish_curriculum(curriculum=page, actor=None)
    restored = CurriculumPage.objects.get(pk=page.pk)
    assert restored.is_filed
    assert restored.filing_number == "沙教课备〔2026〕017号"


def test_sending_it_in_again_takes_it_out_of_the_public() -> None:
    page = filed()
    publish_curriculum(curriculum=page, actor=None)
    submit_curriculum(curriculum=page, actor=PersonFactory())
    assert not is_live(page)


def test_steps_cannot_be_jumped() -> None:
    page, person = curriculum(), PersonFactory()
    with pytest.raises(WrongStep):
        file_curriculum(curriculum=page, actor=person, number="1")
    with pytest.raises(WrongStep):
        decide_curriculum(curriculum=page, actor=person, approve=True)
    submit_curriculum(curriculum=page, actor=person)
    with pytest.raises(Refusal):
        decide_curriculum(curriculum=page, actor=person, approve=False)
    decide_curriculum(curriculum=page, actor=person, approve=False, reason="请补充安全预案")
    assert page.filing_status == FilingStatus.RETURNED
    assert submit_curriculum(curriculum=page, actor=person).status == FilingStatus.SCHOOL_REVIEW


def test_of_two_decisions_at_the_same_moment_the_second_is_refused() -> None:
    page, person = curriculum(), PersonFactory()
    submit_curriculum(curriculum=page, actor=person)
    stale = CurriculumPage.objects.get(pk=page.pk)
    decide_curriculum(curriculum=page, actor=person, approve=True)
    with pytest.raises(WrongStep):
        decide_curriculum(curriculum=stale, actor=person, approve=False, reason="太晚了")
    assert CurriculumPage.objects.get(pk=page.pk).filing_status == FilingStatus.DISTRICT_REVIEW
    moved = AuditEntry.objects.filter(action="curriculum.district_review").get()
    assert moved.before == {"filing_status": "school_review"}
    assert moved.after["revision"] == page.latest_revision_id


def test_one_plan_per_school_and_year() -> None:
    school = OrganizationFactory()
    curriculum(organization=school)
    with pytest.raises(Refusal):
        curriculum(organization=school)


def test_the_editor_offers_no_publishing_and_refuses_it(sign_in: Any) -> None:
    school = OrganizationFactory()
    page = curriculum(organization=school)
    client, _person = sign_in(school, Role.TRAINING_ADMIN)
    form = client.get(f"/editor/pages/{page.pk}/edit/")
    assert form.status_code == 200
    assert "action-publish" not in form.content.decode()
    posted = client.post(f"/editor/pages/{page.pk}/edit/", {**editor_data(page), "action-publish": "1"})
    assert posted.status_code in (200, 302)
    assert not is_live(page)


def test_a_step_of_the_review_outlasts_what_the_editor_read_before_it(sign_in: Any) -> None:
    school = OrganizationFactory()
    page = curriculum(organization=school)
    client, person = sign_in(school, Role.TRAINING_ADMIN)

    def meanwhile(request: Any, read: Page) -> None:
        submit_curriculum(curriculum=CurriculumPage.objects.get(pk=read.pk), actor=person)

    with hooks.register_temporarily("before_edit_page", meanwhile):
        posted = client.post(f"/editor/pages/{page.pk}/edit/", {**editor_data(page), "summary": "边送审边改的"})
    assert posted.status_code == 302
    stands = CurriculumPage.objects.get(pk=page.pk)
    assert (stands.filing_status, stands.summary) == (FilingStatus.SCHOOL_REVIEW, "边送审边改的")


def test_a_filing_outlasts_a_copy_of_the_page_read_before_it() -> None:
    page = curriculum()
    stale = CurriculumPage.objects.get(pk=page.pk)
    person = PersonFactory()
    submit_curriculum(curriculum=page, actor=person)
    decide_curriculum(curriculum=page, actor=person, approve=True)
    file_curriculum(curriculum=page, actor=person, number="沙教课备〔2026〕018号")
    stale.summary = "读得早，写得晚"
    stale.save()
    stands = CurriculumPage.objects.get(pk=page.pk)
    assert (stands.is_filed, stands.filing_number) == (True, "沙教课备〔2026〕018号")
    assert (stands.filed_revision_id, stands.summary) == (page.filed_revision_id, "读得早，写得晚")


def editor_data(page: CurriculumPage) -> dict[str, Any]:
    """What the editor's form sends for a curriculum without body."""
    formsets = {
        f"{name}-{key}": 0
        for name in ("sample_lessons", "comments")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    return {
        "title": page.title,
        "school_year": page.school_year,
        "summary": "",
        "body-count": "0",
        "structure-count": "0",
        **formsets,
    }
