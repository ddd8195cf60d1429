"""Whoever runs an activity keeps its list: parts, presence, who came unannounced."""

from typing import Any

import pytest

from organizations.constants import Role
from research_groups.services import approve_activity, record_attendance
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import (
    group_of,
    lesson_study,
    member_of,
    submitted,
    taking_part,
)
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


class TestList:
    """Who takes part, as whoever runs the activity keeps it."""

    def test_the_host_notes_who_was_there_but_not_themself(self, near: Place, far: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        own = taking_part(activity, host, attended=False)
        theirs = taking_part(activity, near.teacher, attended=False)
        url = f"{activity.get_absolute_url()}people/"
        noted = {f"was-{own.pk}": "0", f"was-{theirs.pk}": "0", "present": [own.pk, theirs.pk, "x"]}
        assert enter(near.teacher).post(f"{url}note/", noted).status_code == 404
        client = enter(host)
        assert "由别人记" in client.get(url).content.decode()
        client.post(f"{url}note/", noted | {f"role-{theirs.pk}": "执教", f"role-{own.pk}": "校长"})
        own.refresh_from_db()
        theirs.refresh_from_db()
        assert (own.attended_at, own.role) == (None, "")
        assert (theirs.attended_at, theirs.role) == (activity.starts_at, "执教")
        enter(member_of(near.institute, Role.EDITOR)).post(f"{url}note/", {f"was-{own.pk}": "0", "present": [own.pk]})
        own.refresh_from_db()
        assert own.attended_at == activity.starts_at

    def test_a_mistake_is_taken_back_until_the_approval(self, near: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        activity = submitted(group_of(near.institute, host=host), near.teacher)
        one = activity.participations.get()
        client, url = enter(host), f"{activity.get_absolute_url()}people/note/"
        client.post(url, {f"was-{one.pk}": "1"})
        one.refresh_from_db()
        assert one.attended_at is None
        # The page was opened before: what it did not touch stays as somebody else left it.
        record_attendance(actor=host, participation=one, at=activity.starts_at)
        client.post(url, {f"was-{one.pk}": "0"})
        one.refresh_from_db()
        assert one.attended_at is not None
        approve_activity(actor=member_of(near.institute, Role.EDITOR), activity=activity, organization=near.institute)
        answer = client.post(url, {f"was-{one.pk}": "1"}, follow=True)
        assert "活动已经认定，到场不能再改" in answer.content.decode()
        one.refresh_from_db()
        assert one.attended_at is not None

    def test_who_came_unannounced_is_listed_by_whole_name(self, near: Place, far: Place, enter: Any) -> None:
        host, came = add_teacher(near.school), add_teacher(near.school, name="周敏")
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        add_teacher(other, name="郑刚")
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        client, url = enter(host), f"{activity.get_absolute_url()}people/"
        for nobody in ("周", "郑刚"):
            assert "没有找到" in client.post(f"{url}add/", {"person": nobody}).content.decode()
        client.post(f"{url}add/", {"person": "周敏", "role": "观课"})
        one = activity.participations.get(person=came)
        assert (one.role, one.attended_at) == ("观课", None)
        assert came.notices.get().title == f"你已列入活动：{activity.title}"
        client.post(f"{url}{one.pk}/remove/")
        assert not activity.participations.exists()

    def test_one_leaves_until_something_hangs_on_it(self, near: Place, enter: Any) -> None:
        activity = lesson_study(group_of(near.institute), near.school)
        taking_part(activity, near.teacher, attended=False)
        client, url = enter(near.teacher), activity.get_absolute_url()
        assert "退出活动" in client.get(url).content.decode()
        client.post(f"{url}leave/")
        assert not activity.participations.exists()
        taking_part(activity, near.teacher)
        assert "退出活动" not in client.get(url).content.decode()
        assert "不能退出" in client.post(f"{url}leave/", follow=True).content.decode()
        assert activity.participations.exists()
