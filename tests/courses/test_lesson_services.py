"""The editor's service for lessons: revision, Wagtail's log, audit and outbox together."""

import pytest
from wagtail.models import PageLogEntry

from core.exceptions import Refusal
from core.models import AuditEntry, OutboxRow
from courses.models import LessonPage
from courses.services import create_lesson, publish_lesson, revise_lesson, unpublish_lesson
from home.services import ensure_organization_page
from tests.accounts.factories import PersonFactory
from tests.courses.factories import LessonFactory, node
from tests.organizations.factories import OrganizationFactory

pytestmark = pytest.mark.usefixtures("home")
PLAN = [("aims", {"heading": "学习目标", "text": "<p>借助线段图说清算理。</p>"})]


def actions(lesson: LessonPage) -> list[str]:
    return sorted(PageLogEntry.objects.filter(page=lesson.pk).values_list("action", flat=True))


def outbox_of(lesson: LessonPage) -> int:
    return OutboxRow.objects.filter(key=f"page:{lesson.pk}", consumer="search.index").count()


def test_a_draft_leaves_revision_and_log_and_nothing_to_index() -> None:
    lesson = LessonFactory(publish=False)
    assert not lesson.live
    assert lesson.latest_revision is not None
    assert actions(lesson) == ["wagtail.create"]
    assert outbox_of(lesson) == 0


def test_publishing_a_draft_makes_it_public_and_indexed() -> None:
    person = PersonFactory()
    lesson = LessonFactory(publish=False)
    publish_lesson(lesson=lesson, actor=person)
    assert lesson.live
    assert "wagtail.publish" in actions(lesson)
    assert outbox_of(lesson) >= 1
    assert AuditEntry.objects.filter(action="lesson.publish", target_id=str(lesson.pk), actor=person).count() == 1


def test_the_short_way_leaves_what_the_long_way_leaves() -> None:
    lesson = LessonFactory(authors=[{"name": "唐婧"}], plan=PLAN)
    fresh = LessonPage.objects.get(pk=lesson.pk)
    assert fresh.live
    assert not fresh.has_unpublished_changes
    assert fresh.live_revision_id == fresh.latest_revision_id
    assert fresh.first_published_at is not None
    assert actions(lesson) == ["wagtail.create", "wagtail.publish"]
    assert outbox_of(lesson) == 1
    restored = fresh.live_revision.as_object()
    assert [author.name for author in restored.authors.all()] == ["唐婧"]
    assert str(restored.plan[0].value["text"]) == "<p>借助线段图说清算理。</p>"


def test_revising_writes_only_what_differs() -> None:
    lesson = LessonFactory(authors=[{"name": "唐婧"}], plan=PLAN)
    before = lesson.latest_revision_id
    same = revise_lesson(lesson=lesson, actor=None, title=lesson.title, authors=[{"name": "唐婧"}], plan=PLAN)
    assert same == []
    assert lesson.latest_revision_id == before
    changed = revise_lesson(lesson=lesson, actor=None, summary="三种画法来回比较", publish=True)
    assert changed == ["summary"]
    assert LessonPage.objects.get(pk=lesson.pk).summary == "三种画法来回比较"


def test_a_revision_without_publishing_stays_a_draft() -> None:
    lesson = LessonFactory()
    revise_lesson(lesson=lesson, actor=None, summary="还没有公开")
    assert LessonPage.objects.get(pk=lesson.pk).summary == ""
    assert lesson.has_unpublished_changes


def test_unpublishing_keeps_the_lesson_and_tells_the_index() -> None:
    lesson = LessonFactory()
    unpublish_lesson(lesson=lesson, actor=None, reason="作者更正")
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert outbox_of(lesson) == 2
    assert AuditEntry.objects.get(action="lesson.unpublish").reason == "作者更正"


def test_a_lesson_needs_a_place() -> None:
    school = OrganizationFactory()
    page = ensure_organization_page(organization=school, actor=None)
    with pytest.raises(Refusal):
        create_lesson(parent_page=page, actor=None, title="无处可放", organization=school)
    assert not LessonPage.objects.exists()


def test_volume_follows_the_node_and_level_the_path() -> None:
    place = node("比的意义")
    steps = [{"level": "school", "on": "2025-10-21"}, {"level": "city", "on": "2026-03-16"}]
    lesson = LessonFactory(node=place, level_steps=steps)
    assert lesson.volume == place.volume
    assert LessonPage.objects.get(pk=lesson.pk).highest_level == "city"
