"""Hosts plan and keep, institutes found and review, and nobody leafs through a district's staff."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import AuditEntry
from organizations.constants import Role
from research_groups.constants import ActivityStatus
from research_groups.models import Activity, ResearchGroup
from research_groups.services import submit_activity
from tests.courses.factories import LessonFactory
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import (
    FOUNDED,
    common_products,
    group_of,
    lesson_study,
    member_of,
    product,
    taking_part,
)
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db


def plan_of(near: Place, **changed: Any) -> dict[str, Any]:
    """What a host types to plan a lesson study of two steps next week."""
    begins = timezone.localtime() + timedelta(days=7)
    typed = {
        "kind": "lesson_study",
        "title": "分数除法磨课",
        "theme": "学生怎样说出算理",
        "lesson": "",
        "starts_at": f"{begins:%Y-%m-%dT14:00}",
        "ends_at": f"{begins:%Y-%m-%dT15:30}",
        "place": "录播教室",
        "minutes": "",
        "due_on": "",
        "schools": [near.school.pk],
        "step-TOTAL_FORMS": "2",
        "step-INITIAL_FORMS": "0",
        "step-0-title": "集体备课",
        "step-0-starts_at": f"{begins:%Y-%m-%dT14:00}",
        "step-1-title": "第一次试讲",
    }
    return typed | changed


class TestPlanning:
    """An activity is written down by who runs the group."""

    def test_a_host_plans_with_schools_steps_lesson_and_products(self, near: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        group = group_of(near.institute, host=host)
        lesson = LessonFactory(organization=near.school)
        client, url = enter(host), f"/groups/{group.code}/plan/"
        assert "第二次上课" in client.get(url).content.decode()
        assert "互相听课" in client.get(f"{url}?kind=peer_study").content.decode()
        address = f"https://yanxun.example/lessons/{lesson.code}/"
        answer = client.post(url, plan_of(near, lesson=address))
        activity = Activity.objects.get(group=group)
        assert answer["Location"] == activity.get_absolute_url()
        assert (activity.lesson_id, activity.minutes, activity.organization) == (lesson.pk, 90, near.institute)
        assert [step.title for step in activity.steps.all()] == ["集体备课", "第一次试讲"]
        assert activity.required_products.count() == 4
        assert [row.organization for row in activity.schools.all()] == [near.school]

    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(self, near: Place, far: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        group = group_of(near.institute, host=host)
        draft = LessonFactory(organization=far.school, publish=False)
        typed = plan_of(
            near, lesson=draft.code, schools=[far.school.pk], **{"step-1-title": "", "step-1-place": "二楼"}
        )
        typed["ends_at"] = typed["starts_at"]
        text = enter(host).post(f"/groups/{group.code}/plan/", typed).content.decode()
        for said in ("没有找到这个课例", "写上这一步做什么", "学生怎样说出算理", "录播教室"):
            assert said in text
        typed = plan_of(near)
        typed["starts_at"], typed["ends_at"] = typed["ends_at"], typed["starts_at"]
        assert "结束时间早于开始时间" in enter(host).post(f"/groups/{group.code}/plan/", typed).content.decode()
        assert not Activity.objects.exists()

    def test_only_who_runs_the_group_plans(self, near: Place, far: Place, enter: Any) -> None:
        group = group_of(near.institute, near.teacher)
        url = f"/groups/{group.code}/plan/"
        for person in (near.teacher, far.leader, member_of(far.institute, Role.EDITOR)):
            assert enter(person).post(url, plan_of(near)).status_code == 404
        assert enter(member_of(near.institute, Role.EDITOR)).get(url).status_code == 200

    def test_a_plan_changes_until_it_is_handed_over(self, near: Place, enter: Any) -> None:
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school, other, steps=[{"title": "备课"}])
        taking_part(activity, add_teacher(other))
        client, url = enter(host), f"{activity.get_absolute_url()}change/"
        client.post(f"{activity.get_absolute_url()}step/", {"note": "定下情境"})
        assert "已有老师报名，不能去掉" in client.post(url, plan_of(near)).content.decode()
        typed = plan_of(near, schools=[near.school.pk, other.pk], due_on="2030-01-31")
        assert client.post(url, typed)["Location"] == activity.get_absolute_url()
        activity.refresh_from_db()
        assert activity.title == "分数除法磨课"
        assert [(step.title, step.note) for step in activity.steps.all()] == [
            ("备课", "定下情境"),
            ("集体备课", ""),
            ("第一次试讲", ""),
        ]
        assert {row.due_on for row in activity.required_products.all()} == {date(2030, 1, 31)}
        common_products(activity, taking_part(activity, near.teacher).person)
        product(activity, "reflection", near.teacher)
        submit_activity(actor=host, activity=activity)
        assert client.get(url).status_code == 404

    def test_cancelling_asks_why_and_keeps_the_reason(self, near: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        client, url = enter(host), f"{activity.get_absolute_url()}cancel/"
        assert "取消的原因" in client.post(url, {"reason": ""}).content.decode()
        client.post(url, {"reason": "学校停电"})
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.CANCELLED
        assert AuditEntry.objects.get(action="activity.cancel").reason == "学校停电"
        assert client.post(url, {"reason": "再来"}).status_code == 404

    def test_the_host_notes_who_was_there_but_not_themself(self, near: Place, far: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        own = taking_part(activity, host, attended=False)
        theirs = taking_part(activity, near.teacher, attended=False)
        url = f"{activity.get_absolute_url()}attendance/"
        assert enter(near.teacher).post(url, {"present": [theirs.pk]}).status_code == 404
        enter(host).post(url, {"present": [own.pk, theirs.pk, "x"]})
        own.refresh_from_db()
        theirs.refresh_from_db()
        assert (own.attended_at, theirs.attended_at) == (None, activity.starts_at)


class TestKeeping:
    """People by date, the host, the review."""

    def test_members_are_named_in_full_and_leave_by_date(self, near: Place, far: Place, enter: Any) -> None:
        host, person = add_teacher(near.school), add_teacher(near.school, name="周敏")
        add_teacher(far.school, name="郑刚")
        group = group_of(near.institute, host=host)
        client, url = enter(host), f"/groups/{group.code}/members/"
        for nobody in ("周", "郑刚", "%"):
            text = client.post(f"{url}add/", {"person": nobody, "since": "2026-01-01"}).content.decode()
            assert "本区没有找到" in text
        client.post(f"{url}add/", {"person": "周敏", "since": "2026-01-01"})
        member = group.members.get(person=person)
        again = client.post(f"{url}add/", {"person": "周敏", "since": "2026-01-01"}).content.decode()
        assert "周敏已经是成员" in again
        client.post(f"{url}{member.pk}/end/")
        member.refresh_from_db()
        assert member.until == timezone.localdate() - timedelta(days=1)
        assert client.post(f"{url}{group.members.get(role='host').pk}/end/").status_code == 404

    def test_two_of_one_name_are_told_apart_by_their_school(self, near: Place, enter: Any) -> None:
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        add_teacher(near.school, name="周敏")
        wanted = add_teacher(other, name="周敏")
        group = group_of(near.institute, host=near.teacher)
        client, url = enter(near.teacher), f"/groups/{group.code}/members/add/"
        assert "请写成“姓名 学校”" in client.post(url, {"person": "周敏", "since": "2026-01-01"}).content.decode()
        client.post(url, {"person": "周敏 第二小学", "since": "2026-01-01"})
        assert group.members.filter(person=wanted).exists()

    def test_the_institute_founds_changes_the_host_and_reviews(self, near: Place, far: Place, enter: Any) -> None:
        editor = member_of(near.institute, Role.EDITOR)
        add_teacher(near.school, name="周敏")
        add_teacher(near.school, name="陈立")
        client = enter(editor)
        new = f"/workspace/{near.institute.public_id}/groups/new/"
        typed = {"kind": "master_studio", "name": "数感工作室", "host": "周敏", "since": "2024-09-01", "aim": "算理"}
        assert "本区没有找到" in client.post(new, typed | {"host": "没有这人"}).content.decode()
        client.post(new, typed)
        group = ResearchGroup.objects.get(name="数感工作室")
        client.post(f"/groups/{group.code}/members/host/", {"host-person": "陈立", "host-since": "2025-09-01"})
        hosts = group.members.filter(role="host").order_by("since")
        assert [row.person.name for row in hosts] == ["周敏", "陈立"]
        client.post(f"/groups/{group.code}/change/", {"name": "数感工作室", "plan": "每月一次磨课"})
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
