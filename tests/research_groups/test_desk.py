"""Hosts plan and keep, institutes found and review, and nobody leafs through a district's staff."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.models import AuditEntry
from organizations.constants import Role
from organizations.services import add_alliance_member, form_alliance
from research_groups import policies
from research_groups.constants import ActivityStatus
from research_groups.models import Activity, ResearchGroup
from research_groups.persons import within_reach
from research_groups.services import approve_activity, record_attendance, submit_activity
from tests.courses.factories import LessonFactory
from tests.materials.factories import stored, video
from tests.organizations.factories import OrganizationFactory
from tests.research_groups.factories import (
    FOUNDED,
    common_products,
    group_of,
    lesson_study,
    member_of,
    product,
    submitted,
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


POLICIES = {
    policies.can_run_group: {"host", "leader", "institute"},
    policies.can_review_group: {"leader", "institute"},
    policies.can_run_activity: {"host", "leader", "institute"},
    policies.can_hand_in: {"host", "participant"},
}


class TestMatrix:
    """Roles by actions, near and far, for a school's group."""

    @pytest.mark.parametrize("action", POLICIES, ids=lambda action: action.__name__)
    def test_who_may(self, near: Place, far: Place, action: Any) -> None:
        people = {
            "host": add_teacher(near.school),
            "member": add_teacher(near.school),
            "participant": add_teacher(near.school),
            "colleague": near.teacher,
            "leader": near.leader,
            "institute": member_of(near.institute, Role.EDITOR),
            "auditor": member_of(near.institute, Role.AUDITOR),
            "far leader": far.leader,
            "far institute": member_of(far.institute, Role.EDITOR),
            "visitor": AnonymousUser(),
        }
        group = group_of(near.school, people["member"], host=people["host"])
        activity = lesson_study(group, near.school)
        for who in ("host", "participant"):
            taking_part(activity, people[who])
        target = group if action in (policies.can_run_group, policies.can_review_group) else activity
        assert {who for who, person in people.items() if action(person, target)} == POLICIES[action]

    def test_who_opens_the_film_of_a_class(self, near: Place, far: Place, tmp_path: Any) -> None:
        host, other = add_teacher(near.school), add_teacher(near.school)
        activity = lesson_study(group_of(near.institute, host=host), near.school)
        for person in (near.teacher, other):
            taking_part(activity, person)
        film = stored(video(tmp_path), "课堂实录.webm", "class_recording", organization=near.school)
        kept = product(activity, "recording", near.teacher, material=film)
        opens = {
            "author": near.teacher,
            "host": host,
            "participant": other,
            "institute": member_of(near.institute, Role.EDITOR),
            "own leader": near.leader,
            "far institute": member_of(far.institute, Role.EDITOR),
        }
        allowed = {who for who, person in opens.items() if policies.can_open_product_file(person, kept)}
        assert allowed == {"author", "host", "participant", "institute"}
