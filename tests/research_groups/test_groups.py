"""Groups: members by date, one host at a time, a failed review ends the group."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.exceptions import Refusal
from core.models import AuditEntry
from organizations.constants import Role
from research_groups.models import GroupMember, ResearchGroup
from research_groups.policies import can_review_group, can_run_group
from research_groups.querysets import host_of
from research_groups.services import add_member, change_host, end_member, review_group
from tests.research_groups.factories import FOUNDED, group_of, member_of
from tests.training.conftest import Place

pytestmark = pytest.mark.django_db


class TestMembers:
    """Who is in, from when, until when."""

    def test_a_person_is_in_once_and_may_come_back(self, near: Place) -> None:
        group = group_of(near.institute, near.teacher)
        member = group.members.get(person=near.teacher)
        with pytest.raises(Refusal, match="已经是成员"):
            add_member(actor=None, group=group, person=near.teacher, since=date(2025, 3, 1))
        with pytest.raises(Refusal, match="早于加入日期"):
            end_member(actor=None, member=member, until=FOUNDED - timedelta(days=1))
        end_member(actor=None, member=member, until=date(2025, 2, 28))
        add_member(actor=None, group=group, person=near.teacher, since=date(2025, 9, 1))
        days = (date(2025, 1, 1), date(2025, 6, 1), date(2025, 10, 1))
        assert [group.members.on(day).filter(person=near.teacher).exists() for day in days] == [True, False, True]
        assert AuditEntry.objects.filter(action="group.member_ended").count() == 1

    def test_a_second_host_is_refused(self, near: Place) -> None:
        group = group_of(near.institute)
        with pytest.raises(Refusal, match="已有主持人"):
            add_member(actor=None, group=group, person=near.teacher, since=FOUNDED, role="host")
        assert group.members.filter(role="host").count() == 1

    def test_the_host_changes_on_a_day_and_the_history_stays(self, near: Place) -> None:
        host = member_of(near.institute, Role.EDITOR)
        group = group_of(near.institute, near.teacher, host=host)
        turn = date(2025, 9, 1)
        change_host(actor=host, group=group, person=near.teacher, on=turn)
        assert host_of(group, turn - timedelta(days=1)) == host
        assert host_of(group, turn) == near.teacher
        assert group.members.on(turn).get(person=host).role == "member"
        for day in (turn - timedelta(days=1), turn):
            assert group.members.on(day).filter(role="host").count() == 1
            assert group.members.on(day).filter(person=near.teacher).count() == 1
        with pytest.raises(Refusal):
            change_host(actor=host, group=group, person=host, on=turn)


class TestReview:
    """Once a year, never by the host, and a failed one has an end."""

    def test_a_failed_review_dissolves_the_group(self, near: Place, client: Client) -> None:
        editor, group = member_of(near.institute, Role.EDITOR), group_of(near.institute)
        review_group(actor=editor, group=group, year="2024-25", result="passed")
        assert ResearchGroup.objects.standing().filter(pk=group.pk).exists()
        review_group(actor=editor, group=group, year="2025-26", result="failed", comment="全年没有活动")
        assert not ResearchGroup.objects.standing().filter(pk=group.pk).exists()
        assert group.dissolved_on == timezone.localdate()
        assert group.name not in client.get("/groups/").content.decode()
        text = client.get(group.get_absolute_url()).content.decode()
        assert "这个团队已经解散" in text
        assert "全年没有活动" in text

    def test_a_year_is_reviewed_once(self, near: Place) -> None:
        editor, group = member_of(near.institute, Role.EDITOR), group_of(near.institute)
        review_group(actor=editor, group=group, year="2025-26", result="excellent")
        with pytest.raises(Refusal, match="已经考核过"):
            review_group(actor=editor, group=group, year="2025-26", result="failed")
        assert group.dissolved_on is None

    def test_hosts_run_their_group_and_do_not_review_it(self, near: Place, far: Place) -> None:
        host, colleague = member_of(near.institute, Role.EDITOR), member_of(near.institute, Role.EDITOR)
        group = group_of(near.institute, near.teacher, host=host)
        assert can_run_group(host, group)
        assert not can_review_group(host, group)
        assert can_review_group(colleague, group)
        for stranger in (near.teacher, far.leader, member_of(far.institute, Role.EDITOR)):
            assert not can_run_group(stranger, group)
            assert not can_review_group(stranger, group)

    def test_a_former_host_runs_it_no_longer(self, near: Place) -> None:
        former = near.teacher
        group = group_of(near.institute, host=former)
        change_host(actor=None, group=group, person=near.leader, on=timezone.localdate())
        assert not can_run_group(former, group)
        assert can_run_group(near.leader, group)
        assert GroupMember.objects.filter(group=group, person=former, role="host").exists()
