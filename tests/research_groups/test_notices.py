"""What people hear of groups and activities: one notice per fact, to whom it concerns, with its reason."""

from typing import Any

import pytest

from organizations.constants import Role
from research_groups.services import (
    add_member,
    approve_activity,
    change_host,
    end_member,
    invite_member,
    leave_activity,
    record_attendance,
    return_activity,
    take_back_attendance,
)
from tests.research_groups.factories import FOUNDED, group_of, lesson_study, member_of, submitted, taking_part
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


def heard(person: Any) -> list[tuple[str, str]]:
    """Title and text of what reached the person, oldest first."""
    return [(notice.title, notice.body) for notice in person.notices.order_by("pk")]


class TestDecision:
    """Who gets no hours hears why; who gets them hears it from the ledger."""

    def test_an_approval_tells_the_host_and_who_goes_without(self, near: Place) -> None:
        host, owing, absent = (add_teacher(near.school) for _each in range(3))
        activity = submitted(group_of(near.institute, host=host), near.teacher, owing, absent, reflecting=1)
        take_back_attendance(actor=None, participation=activity.participations.get(person=absent))
        absent.notices.all().delete()
        editor = member_of(near.institute, Role.EDITOR)
        approve_activity(actor=editor, activity=activity, organization=near.institute)
        said = f"已认定：{activity.title}"
        assert heard(host) == [(said, "到场并交齐产出的老师会得到学时。")]
        assert heard(owing) == [(said, "你的产出还没有交齐，交齐就计学时。")]
        assert heard(absent) == [(said, "没有你的到场记录，不计学时。到了场的，请主持人补记。")]
        assert heard(near.teacher) == []

    def test_a_return_tells_the_host_why_and_the_others_that_it_waits(self, near: Place) -> None:
        host = add_teacher(near.school)
        activity = submitted(group_of(near.institute, host=host), near.teacher, host)
        editor = member_of(near.institute, Role.EDITOR)
        return_activity(actor=editor, activity=activity, reason="缺板书照片")
        said = f"退回修改：{activity.title}"
        assert heard(host) == [(said, "缺板书照片")]
        assert heard(near.teacher) == [(said, "主持人改好会再送，认定以后计学时。")]


class TestPresence:
    """Corrections are told once the list has gone to the institute; before, the approval says it."""

    def test_a_correction_reaches_whom_it_concerns(self, near: Place) -> None:
        host = add_teacher(near.school)
        activity = submitted(group_of(near.institute, host=host), near.teacher)
        one = activity.participations.get()
        take_back_attendance(actor=host, participation=one)
        record_attendance(actor=host, participation=one, at=activity.starts_at)
        assert [title for title, _body in heard(near.teacher)] == [
            f"到场记录取消了：{activity.title}",
            f"补记了你的到场：{activity.title}",
        ]

    def test_the_list_of_an_open_activity_is_the_hosts_to_work_on(self, near: Place) -> None:
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        one = taking_part(activity, near.teacher)
        take_back_attendance(actor=host, participation=one)
        assert heard(near.teacher) == []
        leave_activity(actor=host, participation=one)
        assert [title for title, _body in heard(near.teacher)] == [f"你已移出活动名单：{activity.title}"]


class TestMembership:
    """In, out, and asked."""

    def test_who_is_put_out_is_told_and_who_goes_is_not(self, near: Place) -> None:
        host, other = add_teacher(near.school), add_teacher(near.school)
        group = group_of(near.institute, near.teacher, other, host=host)
        for person, actor in ((near.teacher, host), (other, other)):
            end_member(actor=actor, member=group.members.get(person=person), until=FOUNDED)
        assert [title for title, _body in heard(near.teacher)] == [f"你在{group.name}的成员身份到2024年9月1日为止"]
        assert heard(other) == []

    def test_a_change_of_hosts_is_told_once_to_each(self, near: Place) -> None:
        before, after = add_teacher(near.school), add_teacher(near.school)
        group = group_of(near.institute, after, host=before)
        change_host(actor=near.leader, group=group, person=after, on=FOUNDED.replace(year=2025))
        assert [title for title, _body in heard(before)] == [f"你已是{group.name}的成员"]
        assert [title for title, _body in heard(after)] == [f"你已是{group.name}的主持人"]

    def test_an_appointment_settles_the_open_question(self, near: Place) -> None:
        host, asked = add_teacher(near.school), add_teacher(near.school)
        group = group_of(near.institute, host=host)
        invitation = invite_member(actor=host, group=group, person=asked, since=FOUNDED)
        add_member(actor=near.leader, group=group, person=asked, since=FOUNDED)
        invitation.refresh_from_db()
        assert invitation.answer == "withdrawn"
