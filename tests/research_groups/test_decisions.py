"""Decisions: district and above, never in one's own case, and hours that come exactly once."""

from typing import Any

import pytest
from django.db import transaction

from core.exceptions import Refusal
from core.models import OutboxRow
from core.services import drain, enqueue
from organizations.constants import Role
from research_groups.constants import ActivityStatus
from research_groups.events import ActivityDecided
from research_groups.models import Participation, Product
from research_groups.policies import can_decide_activity
from research_groups.services import (
    add_member,
    approve_activity,
    record_attendance,
    return_activity,
    submit_activity,
)
from research_groups.services.decisions import ACTIVITY_APPROVED, activity_key
from tests.research_groups.factories import FOUNDED, group_of, member_of, product, submitted, taking_part
from tests.research_groups.factories import lesson_study as planned
from tests.training.conftest import Place, add_teacher
from training.constants import EvidenceState
from training.models import Evidence, HourEntry
from training.services.activities import PARTICIPATION
from training.services.evidence import certify_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(near: Place) -> object:
    """Who decides in the near district."""
    return member_of(near.institute, Role.EDITOR)


def hours(person: object) -> list[int]:
    """Amounts of the person's ledger entries out of activities."""
    entries = HourEntry.objects.filter(person=person, evidence__source_type=PARTICIPATION)
    return list(entries.values_list("amount", flat=True))


class TestWho:
    """The institute of the district, and never somebody who would get hours from it."""

    def test_the_own_institute_decides_what_was_sent(self, near: Place, far: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        assert can_decide_activity(editor, activity)
        for person in (near.teacher, near.leader, far.leader, member_of(far.institute, Role.EDITOR)):
            assert not can_decide_activity(person, activity)

    def test_nobody_decides_an_activity_they_take_part_in(self, near: Place, editor: object) -> None:
        group = group_of(near.institute)
        add_member(actor=None, group=group, person=editor, since=FOUNDED)
        activity = submitted(group, near.teacher, editor)
        assert not can_decide_activity(editor, activity)
        assert can_decide_activity(member_of(near.institute, Role.EDITOR), activity)

    def test_nothing_is_decided_before_it_is_sent(self, near: Place, editor: object) -> None:
        activity = planned(group_of(near.institute), near.school)
        assert not can_decide_activity(editor, activity)
        with pytest.raises(Refusal, match="还没有送认定"):
            approve_activity(actor=editor, activity=activity, organization=near.institute)
        with pytest.raises(Refusal, match="还没有送认定"):
            return_activity(actor=editor, activity=activity, reason="没有")


class TestApproval:
    """District and above, and the queue is filled in the same transaction."""

    def test_a_schools_level_is_refused(self, near: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        with pytest.raises(Refusal, match="区级及以上"):
            approve_activity(actor=editor, activity=activity, organization=near.institute, level="school")
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.SUBMITTED

    def test_approval_and_queue_stand_or_fall_together(self, near: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        with pytest.raises(RuntimeError), transaction.atomic():
            approve_activity(actor=editor, activity=activity, organization=near.institute)
            assert OutboxRow.objects.filter(topic=ACTIVITY_APPROVED).exists()
            raise RuntimeError
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.SUBMITTED
        assert not OutboxRow.objects.filter(topic=ACTIVITY_APPROVED).exists()

    def test_two_decisions_at_the_same_moment_count_once(self, near: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        same = type(activity).objects.get(pk=activity.pk)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        with pytest.raises(Refusal, match="刚刚已有人处理"):
            return_activity(actor=editor, activity=same, reason="晚了一步")
        assert OutboxRow.objects.filter(topic=ACTIVITY_APPROVED).count() == 1
        same.refresh_from_db()
        assert (same.status, same.return_reason) == (ActivityStatus.APPROVED, "")


class TestHours:
    """Members who attended and handed in, once."""

    def test_hours_come_for_who_attended_and_handed_in(self, near: Place, editor: object) -> None:
        idle, absent = add_teacher(near.school), add_teacher(near.school)
        group = group_of(near.institute)
        activity = planned(group, near.school)
        for person in (near.teacher, idle):
            taking_part(activity, person)
        taking_part(activity, absent, attended=False)
        for kind in ("plan", "recording", "comments", "reflection"):
            product(activity, kind, near.teacher)
        product(activity, "reflection", absent)
        submit_activity(actor=None, activity=activity)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        assert hours(near.teacher) == []
        drain()
        assert [len(hours(person)) for person in (near.teacher, idle, absent)] == [1, 0, 0]
        assert hours(near.teacher)[0] > 0
        evidence = Evidence.objects.get(person=near.teacher)
        assert (evidence.state, evidence.level) == (EvidenceState.CERTIFIED, "district")
        assert evidence.url == activity.get_absolute_url()
        entry = HourEntry.objects.get(person=near.teacher)
        assert entry.set_key == "cq"

    def test_a_doubled_delivery_counts_once(self, near: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        for _again in range(2):
            enqueue(topic=ACTIVITY_APPROVED, key=activity_key(activity), payload={"activity_id": activity.pk})
        drain()
        drain()
        assert len(hours(near.teacher)) == 1
        assert Evidence.objects.filter(source_type=PARTICIPATION).count() == 1

    def test_a_late_hand_in_posts_later(self, near: Place, editor: object) -> None:
        late = add_teacher(near.school)
        activity = submitted(group_of(near.institute), near.teacher, late, reflecting=1)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        drain()
        assert (len(hours(near.teacher)), hours(late)) == (1, [])
        product(activity, "reflection", late)
        drain()
        assert hours(late) == hours(near.teacher)
        product(activity, "reflection", late, text="又改了一次")
        drain()
        assert len(hours(late)) == 1

    def test_attendance_noted_after_the_approval_posts_later(self, near: Place, editor: object) -> None:
        late = add_teacher(near.school)
        activity = planned(group_of(near.institute), near.school)
        taking_part(activity, near.teacher)
        joined = taking_part(activity, late, attended=False)
        for kind in ("plan", "recording", "comments", "reflection"):
            product(activity, kind, near.teacher)
        product(activity, "reflection", late)
        submit_activity(actor=None, activity=activity)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        drain()
        assert hours(late) == []
        fresh = Participation.objects.get(pk=joined.pk)
        record_attendance(actor=editor, participation=fresh, at=activity.starts_at, reason="补签到")
        drain()
        assert hours(late) == hours(near.teacher)

    def test_one_refusal_does_not_hold_up_the_others(
        self, near: Place, editor: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = add_teacher(near.school)
        activity = submitted(group_of(near.institute), near.teacher, other)
        approve_activity(actor=editor, activity=activity, organization=near.institute)

        def certify(**given: Any) -> Evidence:
            if given["evidence"].person_id == near.teacher.pk:
                raise Refusal("没有适用的办法")
            return certify_evidence(**given)

        with monkeypatch.context() as patched:
            patched.setattr("training.services.activities.certify_evidence", certify)
            drain()
        assert (hours(near.teacher), len(hours(other))) == ([], 1)
        row = OutboxRow.objects.get(topic=ACTIVITY_APPROVED)
        assert "没有适用的办法" in row.error
        OutboxRow.objects.filter(pk=row.pk).update(due_at=activity.starts_at)
        drain()
        assert (len(hours(near.teacher)), len(hours(other))) == (1, 1)

    def test_nothing_comes_from_a_returned_one(self, near: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        return_activity(actor=editor, activity=activity, reason="实录缺后半段")
        drain()
        assert hours(near.teacher) == []


class TestReturn:
    """With a reason, and nothing is lost."""

    def test_a_return_needs_its_reason_and_keeps_the_products(self, near: Place, editor: object) -> None:
        activity = submitted(group_of(near.institute), near.teacher)
        with pytest.raises(Refusal, match="退回的理由"):
            return_activity(actor=editor, activity=activity, reason="  ")
        before = set(Product.objects.values_list("pk", "text"))
        return_activity(actor=editor, activity=activity, reason="实录缺后半段")
        activity.refresh_from_db()
        assert (activity.status, activity.return_reason) == (ActivityStatus.RETURNED, "实录缺后半段")
        assert set(Product.objects.values_list("pk", "text")) == before
        assert Participation.objects.get(person=near.teacher).handed_in_at
        submit_activity(actor=None, activity=activity)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        activity.refresh_from_db()
        assert (activity.status, activity.return_reason) == (ActivityStatus.APPROVED, "")

    def test_the_decision_is_announced(self, near: Place, editor: object, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[object] = []
        monkeypatch.setattr("research_groups.services.decisions.announce", told.append)
        activity = submitted(group_of(near.institute), near.teacher)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        assert told == [ActivityDecided(activity_id=activity.pk, approved=True)]
