"""Steps from one state to the next: guarded, audited, and refused for who comes second."""

from typing import Any

import pytest

from core.exceptions import Refusal
from core.models import AuditEntry
from core.services import move_status
from research_groups.constants import ActivityStatus
from research_groups.models import Activity
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import group_of, lesson_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity() -> Activity:
    """Something with a state."""
    school = OrganizationFactory(name="人和街小学")
    return lesson_study(group_of(school), school)


def move(record: Activity, **given: Any) -> str:
    """One step to 待认定, asked with what a caller gives."""
    values: dict[str, Any] = {
        "to": ActivityStatus.SUBMITTED,
        "allowed": (ActivityStatus.PLANNED, ActivityStatus.RUNNING),
        "actor": None,
        "action": "activity.try",
        "refusal": Refusal("刚刚已有人处理。"),
        **given,
    }
    return move_status(record, **values)


def test_a_step_writes_state_fields_and_audit_entry(activity: Activity) -> None:
    assert move(activity, changes={"place": "二楼"}, reason="试", noted={"level": "district"}) == ActivityStatus.PLANNED
    assert (activity.status, activity.place) == (ActivityStatus.SUBMITTED, "二楼")
    activity.refresh_from_db()
    assert (activity.status, activity.place) == (ActivityStatus.SUBMITTED, "二楼")
    entry = AuditEntry.objects.get(action="activity.try")
    assert (entry.organization_id, entry.reason) == (activity.organization_id, "试")
    assert (entry.before, entry.after) == ({"status": "planned"}, {"status": "submitted", "level": "district"})


def test_who_comes_second_is_refused_and_leaves_no_trace(activity: Activity) -> None:
    late = Activity.objects.get(pk=activity.pk)
    move(activity)
    with pytest.raises(Refusal, match="已有人处理"):
        move(late, to=ActivityStatus.CANCELLED, changes={"place": "别处"})
    activity.refresh_from_db()
    assert (activity.status, activity.place) == (ActivityStatus.SUBMITTED, "")
    assert AuditEntry.objects.filter(action="activity.try").count() == 1


def test_the_stored_state_counts_not_the_remembered_one(activity: Activity) -> None:
    stale = Activity.objects.get(pk=activity.pk)
    Activity.objects.filter(pk=activity.pk).update(status=ActivityStatus.RUNNING)
    assert move(stale) == ActivityStatus.RUNNING
