"""Who runs a group plans its activities, changes them and calls them off."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import AuditEntry
from organizations.constants import Role
from research_groups.constants import ActivityStatus
from research_groups.models import Activity
from research_groups.services import submit_activity
from tests.courses.factories import LessonFactory
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import (
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
        choice = client.get(url).content.decode()
        for said in ("课例研修", "主备、执教、观课、记录", "教学设计、课堂实录、评课记录、每人一份反思"):
            assert said in choice
        assert "互相听课" in client.get(f"{url}?kind=peer_study").content.decode()
        address = f"https://yanxun.example/lessons/{lesson.code}/"
        answer = client.post(f"{url}?kind=lesson_study", plan_of(near, lesson=address, extra_products=["case"]))
        activity = Activity.objects.get(group=group)
        assert answer["Location"] == activity.get_absolute_url()
        assert (activity.lesson_id, activity.minutes, activity.organization) == (lesson.pk, 90, near.institute)
        assert [step.title for step in activity.steps.all()] == ["集体备课", "第一次试讲"]
        assert {row.kind: row.due_from for row in activity.required_products.all()} == {
            "plan": "activity",
            "recording": "activity",
            "comments": "activity",
            "reflection": "each",
            "case": "activity",
        }
        assert [row.organization for row in activity.schools.all()] == [near.school]

    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(self, near: Place, far: Place, enter: Any) -> None:
        host = add_teacher(near.school)
        group = group_of(near.institute, host=host)
        draft = LessonFactory(organization=far.school, publish=False)
        typed = plan_of(
            near, lesson=draft.code, schools=[far.school.pk], **{"step-1-title": "", "step-1-place": "二楼"}
        )
        typed["ends_at"] = typed["starts_at"]
        url = f"/groups/{group.code}/plan/?kind=lesson_study"
        text = enter(host).post(url, typed).content.decode()
        for said in ("没有找到这个课例", "写上这一步做什么", "学生怎样说出算理", "录播教室"):
            assert said in text
        typed = plan_of(near)
        typed["starts_at"], typed["ends_at"] = typed["ends_at"], typed["starts_at"]
        assert "结束时间早于开始时间" in enter(host).post(url, typed).content.decode()
        late = plan_of(near, due_on="2020-01-01", extra_products=["nonsense"])
        text = enter(host).post(url, late).content.decode()
        assert "比活动开始还早" in text and "nonsense" in text
        assert not Activity.objects.exists()

    def test_only_who_runs_the_group_plans(self, near: Place, far: Place, enter: Any) -> None:
        group = group_of(near.institute, near.teacher)
        url = f"/groups/{group.code}/plan/?kind=lesson_study"
        for person in (near.teacher, far.leader, member_of(far.institute, Role.EDITOR)):
            assert enter(person).post(url, plan_of(near)).status_code == 404
        assert enter(member_of(near.institute, Role.EDITOR)).get(url).status_code == 200

    def test_a_plan_changes_until_it_is_handed_over(self, near: Place, enter: Any) -> None:
        other = OrganizationFactory(name="沙坪坝区第二小学", parent=near.district)
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school, other, steps=[{"title": "备课"}])
        there = add_teacher(other)
        taking_part(activity, there, attended=False)
        client, url = enter(host), f"{activity.get_absolute_url()}change/"
        step = activity.steps.get()
        client.post(f"{activity.get_absolute_url()}step/", {"step": step.pk, "note": "定下情境"})
        client.post(f"{activity.get_absolute_url()}step/", {"step": step.pk, "note": "第二次点"})
        activity.refresh_from_db()
        assert activity.status == ActivityStatus.RUNNING
        assert "已有老师报名，不能去掉" in client.post(url, plan_of(near)).content.decode()
        typed = plan_of(near, schools=[near.school.pk, other.pk], due_on="2030-01-31", extra_products=["case"])
        assert client.post(url, typed)["Location"] == activity.get_absolute_url()
        activity.refresh_from_db()
        assert activity.title == "分数除法磨课"
        assert [(step.title, step.note) for step in activity.steps.all()] == [
            ("备课", "定下情境"),
            ("集体备课", ""),
            ("第一次试讲", ""),
        ]
        assert {row.due_on for row in activity.required_products.all()} == {date(2030, 1, 31)}
        assert [notice.title for notice in there.notices.all()] == ["时间或地点改了：分数除法磨课"]
        own = taking_part(activity, near.teacher).person
        product(activity, "case", own)
        assert "案例已有人上交，不能去掉" in client.post(url, typed | {"extra_products": []}).content.decode()
        common_products(activity, own)
        product(activity, "reflection", own)
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

    def test_who_had_joined_reads_why_and_others_find_nothing(self, near: Place, enter: Any, client: Any) -> None:
        host = add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        taking_part(activity, near.teacher)
        url = activity.get_absolute_url()
        enter(host).post(f"{url}cancel/", {"reason": "学校停电"})
        assert "学校停电" in enter(near.teacher).get(url).content.decode()
        assert [notice.body for notice in near.teacher.notices.all()] == ["学校停电"]
        assert client.get(url).status_code == 404
        assert enter(add_teacher(near.school)).get(url).status_code == 404
