"""Institutes found and review groups, members are named in full and by date, desks list what is due."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from organizations.constants import Role
from research_groups.models import ResearchGroup
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import (
    FOUNDED,
    group_of,
    lesson_study,
    member_of,
    taking_part,
)
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


class TestKeeping:
    """People by date, the host, the review."""

    def test_members_are_named_in_full_and_leave_by_date(self, near: Place, far: Place, enter: Any) -> None:
        host, person = add_teacher(near.school), add_teacher(near.school, name="周敏")
        add_teacher(far.school, name="郑刚")
        group = group_of(near.institute, host=host)
        client, url = enter(host), f"/groups/{group.code}/members/"
        for nobody in ("周", "郑刚", "%"):
            text = client.post(f"{url}add/", {"person": nobody, "since": "2026-01-01"}).content.decode()
            assert "没有找到" in text
        institute = enter(member_of(near.institute, Role.EDITOR))
        institute.post(f"{url}add/", {"person": "周敏", "since": "2026-01-01", "role": "secretary"})
        member = group.members.get(person=person)
        again = client.post(f"{url}add/", {"person": "周敏", "since": "2026-01-01"}).content.decode()
        assert "周敏已经是成员" in again
        assert member.role == "secretary"
        assert person.notices.get().title == "你已是林老师小学数学工作室的秘书"
        ending = f"{url}{member.pk}/end/"
        assert "退出不能撤销" in client.get(ending).content.decode()
        assert "结束日期早于加入日期" in client.post(ending, {"until": "2025-12-31"}).content.decode()
        client.post(ending, {"until": "2026-06-30"})
        member.refresh_from_db()
        assert member.until == date(2026, 6, 30)
        assert client.get(ending).status_code == 404
        assert client.post(f"{url}{group.members.get(role='host').pk}/end/").status_code == 404

    def test_two_of_one_name_are_told_apart_by_their_school(self, near: Place, enter: Any) -> None:
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        add_teacher(near.school, name="周敏")
        wanted = add_teacher(other, name="周敏")
        group = group_of(near.institute, host=near.teacher)
        client, url = enter(near.teacher), f"/groups/{group.code}/members/add/"
        assert "请写成“姓名 学校”" in client.post(url, {"person": "周敏", "since": "2026-01-01"}).content.decode()
        client.post(url, {"person": "周敏 第二小学", "since": "2026-01-01"})
        assert group.invitations.get().person == wanted

    def test_the_institute_founds_changes_the_host_and_reviews(self, near: Place, far: Place, enter: Any) -> None:
        editor = member_of(near.institute, Role.EDITOR)
        add_teacher(near.school, name="周敏")
        add_teacher(near.school, name="陈立")
        client = enter(editor)
        new = f"/workspace/{near.institute.public_id}/groups/new/"
        typed = {"kind": "master_studio", "name": "数感工作室", "host": "周敏", "since": "2024-09-01", "aim": "算理"}
        assert "没有找到" in client.post(new, typed | {"host": "没有这人"}).content.decode()
        client.post(new, typed)
        group = ResearchGroup.objects.get(name="数感工作室")
        client.post(f"/groups/{group.code}/members/host/", {"host-person": "陈立", "host-since": "2025-09-01"})
        hosts = group.members.filter(role="host").order_by("since")
        assert [row.person.name for row in hosts] == ["周敏", "陈立"]
        change = f"/groups/{group.code}/change/"
        late = {"name": "另一个名字", "until": "2020-01-01"}
        text = client.post(change, late).content.decode()
        assert "结束日期早于开始日期" in text and "修改：数感工作室" in text
        client.post(change, {"name": "数感工作室", "plan": "每月一次磨课"})
        client.post(f"/groups/{group.code}/review/", {"year": "2024-2025", "result": "excellent", "comment": "扎实"})
        group.refresh_from_db()
        assert (group.plan, group.reviews.get().reviewer) == ("每月一次磨课", editor)
        for person in (near.teacher, far.leader):
            assert enter(person).post(new, typed).status_code == 404
            assert enter(person).get(f"/groups/{group.code}/members/").status_code == 404

    def test_a_host_does_not_review_the_own_group(self, near: Place, enter: Any) -> None:
        group = group_of(near.institute, host=near.teacher, since=FOUNDED)
        typed = {"year": "2024-2025", "result": "excellent"}
        assert enter(near.teacher).post(f"/groups/{group.code}/review/", typed).status_code == 404
        assert enter(near.teacher).post(f"/groups/{group.code}/members/host/", typed).status_code == 404

    def test_a_failed_review_is_asked_twice_and_ends_the_group(self, near: Place, enter: Any) -> None:
        group = group_of(near.institute, host=near.teacher, since=FOUNDED)
        client, url = enter(member_of(near.institute, Role.EDITOR)), f"/groups/{group.code}/review/"
        assert "学年要写成相连的两年" in client.post(url, {"year": "2024-2026", "result": "passed"}).content.decode()
        failed = {"year": "2024-2025", "result": "failed", "comment": ""}
        assert "不合格要写明原因" in client.post(url, failed).content.decode()
        failed["comment"] = "全年没有活动"
        assert "保存后团队今天解散" in client.post(url, failed).content.decode()
        assert not group.reviews.exists()
        client.post(url, failed | {"sure": "1"})
        group.refresh_from_db()
        assert group.dissolved_on == timezone.localdate()
        assert near.teacher.notices.get().body == "全年没有活动"
        assert client.get(url).status_code == 404

    def test_the_desk_of_an_organization_lists_what_is_due(self, near: Place, far: Place, enter: Any) -> None:
        group = group_of(near.institute, host=near.teacher, since=FOUNDED)
        activity = lesson_study(group, near.school)
        taking_part(activity, near.teacher)
        editor = member_of(near.institute, Role.EDITOR)
        client, desk = enter(editor), f"/workspace/{near.institute.public_id}/"
        start = client.get(desk).content.decode()
        assert "1个团队待年度考核" in start
        for address in (f"{desk}groups/", f"{desk}activities/"):
            assert f'href="{address}"' in start
        assert group.name in client.get(f"{desk}groups/?state=review").content.decode()
        assert group.name not in client.get(f"{desk}groups/?state=ended").content.decode()
        assert activity.title in client.get(f"{desk}activities/").content.decode()
        assert activity.title not in client.get(f"{desk}activities/?status=submitted").content.decode()
        own = f"/workspace/{near.school.public_id}/"
        assert activity.title in enter(near.leader).get(f"{own}activities/").content.decode()
        for person in (near.teacher, far.leader, member_of(far.institute, Role.EDITOR)):
            for address in (f"{desk}groups/", f"{desk}activities/", f"{own}groups/"):
                assert enter(person).get(address).status_code == 404
