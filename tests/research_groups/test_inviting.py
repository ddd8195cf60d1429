"""Nobody of another organization is in a group without their own yes, and everybody can leave."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from organizations.services import add_alliance_member, form_alliance
from research_groups.persons import within_reach
from tests.research_groups.factories import (
    FOUNDED,
    group_of,
)
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


class TestInviting:
    """Nobody of another organization is a member without their own yes."""

    def test_a_host_asks_and_the_person_accepts(self, near: Place, enter: Any) -> None:
        host, asked = add_teacher(near.school), add_teacher(near.school, name="周敏")
        group = group_of(near.institute, host=host)
        client, url = enter(host), f"/groups/{group.code}/members/"
        typed = {"person": "周敏", "since": "2026-01-01"}
        assert "已邀请周敏" in client.post(f"{url}add/", typed, follow=True).content.decode()
        assert "还在等答复" in client.post(f"{url}add/", typed).content.decode()
        assert not group.members.filter(person=asked).exists()
        assert asked.notices.get().url == group.get_absolute_url()
        invitation = group.invitations.get()
        answer = f"/groups/{group.code}/invitations/{invitation.pk}/"
        assert enter(near.teacher).post(answer, {"do": "accept"}).status_code == 404
        own = enter(asked)
        assert "邀请你作为成员加入" in own.get(group.get_absolute_url()).content.decode()
        own.post(answer, {"do": "accept"})
        member = group.members.get(person=asked)
        assert (member.since, member.role) == (timezone.localdate(), "member")
        assert host.notices.get().title == f"周敏接受了邀请：{group.name}"
        assert own.post(answer, {"do": "decline"}).status_code == 404
        assert "我的团队" in own.get("/groups/").content.decode()

    def test_one_may_decline_and_the_host_withdraw(self, near: Place, enter: Any) -> None:
        host, asked = add_teacher(near.school), add_teacher(near.school, name="周敏")
        group = group_of(near.institute, host=host)
        client, add = enter(host), f"/groups/{group.code}/members/add/"
        client.post(add, {"person": "周敏", "since": "2026-01-01"})
        first = group.invitations.get()
        enter(asked).post(f"/groups/{group.code}/invitations/{first.pk}/", {"do": "decline"})
        client.post(add, {"person": "周敏", "since": "2026-01-01"})
        second = group.invitations.get(answer="")
        back = f"/groups/{group.code}/invitations/{second.pk}/withdraw/"
        assert enter(asked).post(back).status_code == 404
        client.post(back)
        assert "已经答复或撤回" in client.post(back, follow=True).content.decode()
        assert [one.answer for one in group.invitations.all()] == ["declined", "withdrawn"]
        assert not group.members.filter(person=asked).exists()

    def test_a_colleague_of_the_groups_school_is_added_at_once(self, near: Place, enter: Any) -> None:
        host, colleague = add_teacher(near.school), add_teacher(near.school, name="周敏")
        group = group_of(near.school, host=host, kind="lesson_preparation")
        enter(host).post(f"/groups/{group.code}/members/add/", {"person": "周敏", "since": "2026-01-01"})
        assert group.members.filter(person=colleague).exists()
        early = {"person": near.teacher.name, "since": "2020-01-01"}
        text = enter(host).post(f"/groups/{group.code}/members/add/", early).content.decode()
        assert "要在团队的起止日期之内" in text

    def test_a_member_leaves_by_themself_and_a_host_does_not(self, near: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        group = group_of(near.institute, near.teacher, host=host)
        url = f"/groups/{group.code}/leave/"
        client = enter(near.teacher)
        assert "退出这个团队" in client.get(group.get_absolute_url()).content.decode()
        client.post(url, {"until": "2026-06-30"})
        assert group.members.get(person=near.teacher).until == date(2026, 6, 30)
        assert enter(host).get(url).status_code == 404
        assert enter(add_teacher(near.school)).get(url).status_code == 404

    def test_allied_schools_across_the_border_are_within_reach(self, near: Place, far: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        group = group_of(near.school, host=host, kind="teaching_research")
        url = f"/groups/{group.code}/plan/?kind=lesson_study"
        assert far.school.label not in enter(host).get(url).content.decode()
        alliance = form_alliance(actor=None, name="两江教共体", head=far.school, since=FOUNDED)
        add_alliance_member(actor=None, alliance=alliance, organization=near.school, mode="guided", since=FOUNDED)
        assert far.school.label in enter(host).get(url).content.decode()
        assert within_reach(near.school).filter(pk=far.teacher.pk).exists()
