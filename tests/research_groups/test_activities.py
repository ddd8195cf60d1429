"""Activities: planned from a template, joined for one's school, sent only when everything is in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.exceptions import Refusal
from research_groups.constants import ActivityStatus, DueFrom
from research_groups.models import Activity
from research_groups.services import (
    cancel_activity,
    finish_step,
    join_activity,
    plan_activity,
    start_activity,
    submit_activity,
)
from tests.research_groups.factories import common_products, group_of, lesson_study, product, submitted, taking_part
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


def test_a_lesson_study_owes_what_its_kind_owes(near: Place) -> None:
    owed = lesson_study(group_of(near.institute), near.school).required_products.values_list("kind", "due_from")
    assert dict(owed) == {
        "plan": DueFrom.ACTIVITY,
        "recording": DueFrom.ACTIVITY,
        "comments": DueFrom.ACTIVITY,
        "reflection": DueFrom.EACH,
    }


def test_an_activity_needs_a_school_and_an_order_of_times(near: Place) -> None:
    now = timezone.now()
    values = {"actor": None, "kind": "theme_study", "title": "单元起始课", "organization": near.institute}
    with pytest.raises(Refusal, match="早于开始时间"):
        plan_activity(**values, starts_at=now, ends_at=now - timedelta(minutes=1), schools=[near.school])
    with pytest.raises(Refusal, match="至少选一所"):
        plan_activity(**values, starts_at=now, ends_at=now, schools=[])
    assert not Activity.objects.exists()


def test_it_is_not_sent_without_plan_recording_comments_and_reflections(near: Place) -> None:
    activity = lesson_study(group_of(near.institute, near.teacher), near.school)
    taking_part(activity, near.teacher)
    for kind, words in (
        ("plan", "教学设计、课堂实录、评课记录"),
        ("recording", "课堂实录、评课记录"),
        ("comments", "评课记录"),
    ):
        with pytest.raises(Refusal, match=f"还缺{words}"):
            submit_activity(actor=None, activity=activity)
        product(activity, kind, near.teacher)
    with pytest.raises(Refusal, match="没有人交齐"):
        submit_activity(actor=None, activity=activity)
    product(activity, "reflection", near.teacher)
    assert submit_activity(actor=None, activity=activity).status == ActivityStatus.SUBMITTED
    with pytest.raises(Refusal, match="不用再送"):
        submit_activity(actor=None, activity=activity)


def test_people_join_for_a_school_that_takes_part(near: Place, far: Place) -> None:
    activity = lesson_study(group_of(near.institute), near.school)
    first = join_activity(actor=near.teacher, activity=activity, person=near.teacher)
    assert first.organization == near.school
    assert join_activity(actor=near.teacher, activity=activity, person=near.teacher) == first
    with pytest.raises(Refusal, match="没有参加"):
        join_activity(actor=far.teacher, activity=activity, person=far.teacher)
    assert activity.participations.count() == 1


def test_members_of_the_group_join_whatever_their_school(near: Place, far: Place) -> None:
    activity = lesson_study(group_of(near.institute, far.teacher), near.school)
    assert join_activity(actor=far.teacher, activity=activity, person=far.teacher).organization == far.school


def test_nobody_joins_once_it_is_sent(near: Place) -> None:
    activity = submitted(group_of(near.institute), near.teacher)
    late = add_teacher(near.school)
    with pytest.raises(Refusal, match="不能再报名"):
        join_activity(actor=late, activity=activity, person=late)


def test_steps_begin_and_end(near: Place) -> None:
    activity = lesson_study(
        group_of(near.institute), near.school, steps=[{"title": "集体备课"}, {"title": "第一次试讲"}]
    )
    assert start_activity(actor=None, activity=activity).status == ActivityStatus.RUNNING
    step = finish_step(actor=None, step=activity.steps.first(), note="改了引入")
    assert (step.title, step.note, bool(step.done_at)) == ("集体备课", "改了引入", True)
    assert [bool(each.done_at) for each in activity.steps.all()] == [True, False]


def test_a_cancelled_one_is_shown_nowhere_and_an_approved_one_stays(near: Place, client: object) -> None:
    activity = lesson_study(group_of(near.institute), near.school)
    cancel_activity(actor=near.leader, activity=activity, reason="学校停课")
    assert client.get(activity.get_absolute_url()).status_code == 404  # type: ignore[attr-defined]
    assert not Activity.objects.shown().exists()
    with pytest.raises(Refusal, match="不能再开始"):
        start_activity(actor=None, activity=activity)
    common = lesson_study(group_of(near.institute), near.school)
    taking_part(common, near.teacher)
    common_products(common, near.teacher)
    Activity.objects.filter(pk=common.pk).update(
        status=ActivityStatus.APPROVED, approved_level="district", approved_at=timezone.now()
    )
    common.refresh_from_db()
    with pytest.raises(Refusal, match="不能取消"):
        cancel_activity(actor=near.leader, activity=common, reason="误操作")
