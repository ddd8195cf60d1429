"""Runs from the proposal to the end on their pages, and schools that send teachers into them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.exceptions import Refusal
from core.models import AuditEntry
from home.models import HomePage
from organizations.constants import OrganizationKind, Role
from tests.organizations.factories import MembershipFactory, OrganizationFactory
from tests.training.conftest import Place, add_teacher
from tests.training.runs import enrolled, open_run, series_of, units
from training.constants import EnrolmentStatus, RunMode, RunStatus
from training.models import CourseRun, Enrolment, RunQuota
from training.services import (
    approve_run,
    cancel_run,
    change_capacity,
    confirm_attendance,
    edit_run,
    enrol,
    nominate,
    return_run,
    set_quotas,
    withdraw,
    withdraw_nomination,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(home: HomePage, protected_files: Path) -> None:
    """Series are pages."""


@pytest.fixture
def editor(near: Place) -> Any:
    """Of the near institute."""
    return MembershipFactory(organization=near.institute, role=Role.EDITOR).person


@pytest.fixture
def officer(near: Place) -> Any:
    """Of the bureau beside it."""
    bureau = OrganizationFactory(kind=OrganizationKind.BUREAU, name="沙坪坝区教委", parent=near.district)
    return MembershipFactory(organization=bureau, role=Role.OFFICER).person


def written(series: Any, **fields: str) -> dict[str, str]:
    """What a browser sends for a run."""
    now, today = timezone.localtime(), timezone.localdate()
    return {
        "series": series.code,
        "mode": "self_enrol",
        "enrol_from": f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "enrol_until": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "starts_on": f"{today + timedelta(days=5)}",
        "ends_on": f"{today + timedelta(days=25)}",
        "capacity": "30",
        "minimum": "10",
        "place": "进修学院304",
        "meeting-TOTAL_FORMS": "1",
        "meeting-INITIAL_FORMS": "0",
        "meeting-0-title": "第1次面授",
        "meeting-0-on": f"{today + timedelta(days=6)}",
        "meeting-0-begins": "09:00",
        "meeting-0-ends": "11:30",
        **fields,
    }


class TestProposal:
    """Written down, returned, changed, approved."""

    def test_from_the_form_to_the_approval(self, near: Place, editor: Any, officer: Any, enter: Any) -> None:
        series = series_of(near.institute, "reading")
        address = reverse("training:propose_run", args=[near.institute.public_id])
        sent = enter(editor).post(address, written(series))
        run = CourseRun.objects.get()
        assert sent["Location"] == f"/runs/{run.public_id}/"
        assert (run.status, run.proposed_by, run.sessions.get().place) == ("proposed", editor, "进修学院304")
        with pytest.raises(Refusal, match="由别人批准"):
            approve_run(actor=editor, run=run)
        page = enter(officer).get(f"/runs/{run.public_id}/").content.decode()
        assert "批准这一期" in page
        enter(officer).post(reverse("training:return_run", args=[run.public_id]), {"reason": ""})
        run.refresh_from_db()
        assert run.status == RunStatus.PROPOSED
        enter(officer).post(reverse("training:return_run", args=[run.public_id]), {"reason": "名额太少。"})
        run.refresh_from_db()
        assert run.status == RunStatus.RETURNED
        assert Notice.objects.get(person=editor).body == "名额太少。"
        edit = reverse("training:edit_run", args=[run.public_id])
        assert "名额太少。" in enter(editor).get(edit).content.decode()
        enter(editor).post(edit, written(series, capacity="60"))
        run.refresh_from_db()
        assert (run.status, run.capacity, run.sessions.count()) == ("proposed", 60, 1)
        changed = AuditEntry.objects.get(action="run.edited")
        assert (changed.before["capacity"], changed.after["capacity"]) == (30, 60)
        enter(officer).post(reverse("training:approve_run", args=[run.public_id]))
        run.refresh_from_db()
        assert (run.status, run.approved_by) == (RunStatus.APPROVED, officer)
        assert enter(editor).get(edit).status_code == 404
        with pytest.raises(Refusal, match="不能再改"):
            edit_run(actor=editor, run=run, capacity=90)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"enrol_until": "2020-01-01T08:00"}, "报名截止要晚于报名开始"),
            ({"minimum": "31"}, "最少开班人数不能比名额多"),
            ({"second_from": "2099-01-01T08:00"}, "要一起填"),
            ({"meeting-0-ends": "08:00"}, "结束要晚于开始"),
        ],
    )
    def test_what_does_not_fit_stays_on_the_form(
        self, near: Place, editor: Any, enter: Any, fields: dict[str, str], words: str
    ) -> None:
        address = reverse("training:propose_run", args=[near.institute.public_id])
        answer = enter(editor).post(address, written(series_of(near.institute, "reading"), **fields))
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert "进修学院304" in answer.content.decode()
        assert not CourseRun.objects.exists()

    def test_a_form_sent_twice_is_one_proposal(self, near: Place, editor: Any, enter: Any) -> None:
        address, data = (
            reverse("training:propose_run", args=[near.institute.public_id]),
            written(series_of(near.institute, "reading")),
        )
        enter(editor).post(address, data)
        assert "已经申报" in enter(editor).post(address, data).content.decode()
        assert CourseRun.objects.count() == 1

    def test_another_institutes_series_cannot_be_chosen(self, near: Place, far: Place, editor: Any, enter: Any) -> None:
        foreign = series_of(far.institute, "reading")
        enter(editor).post(reverse("training:propose_run", args=[near.institute.public_id]), written(foreign))
        assert not CourseRun.objects.exists()

    def test_the_second_round_takes_in_what_the_first_left(self, near: Place) -> None:
        now = timezone.now()
        run = open_run(
            series_of(near.institute, "reading"),
            enrol_until=now - timedelta(days=3),
            second_from=now - timedelta(hours=1),
            second_until=now + timedelta(hours=1),
        )
        assert enrolled(near.teacher, run).status == EnrolmentStatus.ENROLLED
        CourseRun.objects.filter(pk=run.pk).update(second_from=now + timedelta(minutes=30))
        with pytest.raises(Refusal, match="开始第二轮报名"):
            enrolled(add_teacher(near.school), run)


class TestOrganizer:
    """Lists, roster, cancelling."""

    def test_the_list_warns_of_what_does_not_fill(self, near: Place, editor: Any, enter: Any) -> None:
        soon, far_off = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=30)
        series = series_of(near.institute, "reading")
        open_run(series, minimum=8, enrol_until=soon)
        open_run(series, minimum=9, enrol_until=far_off)
        text = enter(editor).get(reverse("training:institute_runs", args=[near.institute.public_id])).content.decode()
        assert "还差8人才够开班" in text
        assert "还差9人" not in text

    def test_the_roster_counts_attendance_and_completion(self, near: Place, editor: Any, enter: Any) -> None:
        series = series_of(near.institute, "reading", "session")
        run = open_run(series)
        enrolment = enrolled(near.teacher, run)
        confirm_attendance(actor=editor, enrolment=enrolment, unit=units(series)[1])
        address = reverse("training:run_roster", args=[run.public_id])
        text = enter(editor).get(address).content.decode()
        assert near.teacher.name in text
        assert "1／1" in text
        assert "1／2" in text
        assert near.teacher.name not in enter(editor).get(f"{address}?status=waiting").content.decode()

    def test_cancelling_needs_a_reason_and_frees_everybody(self, near: Place, editor: Any, enter: Any) -> None:
        run = open_run(series_of(near.institute, "reading"), capacity=9)
        set_quotas(actor=None, run=run, seats={near.school.pk: 5})
        for _number in range(3):
            enrolled(add_teacher(near.school), run)
        address = reverse("training:cancel_run", args=[run.public_id])
        assert "3人会退出" in enter(editor).get(address).content.decode()
        assert enter(editor).post(address, {"reason": " "}).status_code == 200
        enter(editor).post(address, {"reason": "讲师生病。"})
        run.refresh_from_db()
        assert (run.status, run.taken, run.quotas.get().taken) == (RunStatus.CANCELLED, 0, 0)
        assert AuditEntry.objects.filter(action="enrolment.freed", reason="讲师生病。").count() == 3
        assert Notice.objects.filter(body="讲师生病。").count() == 3


class TestNominations:
    """学校报送."""

    def nominable(self, near: Place, **fields: Any) -> CourseRun:
        return open_run(series_of(near.institute, "reading"), mode=RunMode.NOMINATED, **fields)

    def test_within_the_quota_all_or_nobody(self, near: Place, enter: Any) -> None:
        run = self.nominable(near, capacity=10)
        set_quotas(actor=None, run=run, seats={near.school.pk: 2})
        people = [add_teacher(near.school) for _number in range(3)]
        address = reverse("training:nominate", args=[near.school.public_id, run.public_id])
        refused = enter(near.leader).post(address, {"person": [str(each.public_id) for each in people]})
        assert "还有2个名额" in refused.content.decode()
        assert not Enrolment.objects.exists()
        enter(near.leader).post(address, {"person": [str(each.public_id) for each in people[:2]]})
        run.refresh_from_db()
        assert (run.taken, run.quotas.get().taken) == (2, 2)
        assert Notice.objects.filter(title__startswith="学校报送你参加").count() == 2
        assert "已录取" in enter(people[0]).get(f"/runs/{run.public_id}/").content.decode()
        listed = reverse("training:nominations", args=[near.school.public_id])
        assert people[1].name in enter(near.leader).get(listed).content.decode()
        gone = Enrolment.objects.get(person=people[0])
        out = {"item": [str(gone.public_id)], "reason": "课务冲突。"}
        enter(near.leader).post(reverse("training:withdraw_nominations", args=[near.school.public_id]), out)
        gone.refresh_from_db()
        assert (gone.status, run.quotas.get().taken) == (EnrolmentStatus.WITHDRAWN, 1)
        assert Notice.objects.filter(person=people[0], body="课务冲突。").exists()

    def test_who_may_be_sent_and_where(self, near: Place, far: Place) -> None:
        run = self.nominable(near, capacity=10)
        other = OrganizationFactory(name="第二小学", parent=near.district)
        stranger = add_teacher(other)
        with pytest.raises(Refusal, match="不在本校任职"):
            nominate(actor=near.leader, run=run, school=near.school, people=[stranger])
        set_quotas(actor=None, run=run, seats={other.pk: 3})
        with pytest.raises(Refusal, match="没有给本校名额"):
            nominate(actor=near.leader, run=run, school=near.school, people=[near.teacher])
        own = open_run(run.series)
        with pytest.raises(Refusal, match="不用学校报送"):
            nominate(actor=near.leader, run=own, school=near.school, people=[near.teacher])
        with pytest.raises(Refusal, match="不能自己报名"):
            enrolled(stranger, run)
        with pytest.raises(Refusal, match="原因"):
            enrolment = nominate(actor=near.leader, run=run, school=other, people=[stranger])[0]
            withdraw_nomination(actor=near.leader, enrolment=enrolment, reason="")

    def test_nothing_is_nominated_before_the_approval_and_after_the_days(self, near: Place) -> None:
        draft = open_run(series_of(near.institute, "reading"), mode=RunMode.NOMINATED, approved=False)
        over = self.nominable(near, enrol_until=timezone.now() - timedelta(hours=1))
        for run, words in ((draft, "还没有批准"), (over, "截止")):
            with pytest.raises(Refusal, match=words):
                nominate(actor=near.leader, run=run, school=near.school, people=[near.teacher])

    def test_shares_are_set_aside_from_the_seats(self, near: Place) -> None:
        run = open_run(series_of(near.institute, "reading"), capacity=3)
        other = OrganizationFactory(name="第二小学", parent=near.district)
        set_quotas(actor=None, run=run, seats={other.pk: 2})
        got = [enrolled(add_teacher(near.school), run) for _number in range(2)]
        assert [each.status for each in got] == ["enrolled", "waiting"]
        held = [enrolled(add_teacher(other), run) for _number in range(3)]
        assert [each.status for each in held] == ["enrolled", "enrolled", "waiting"]
        withdraw(actor=None, enrolment=got[0])
        for each in (got[1], held[2]):
            each.refresh_from_db()
        assert (got[1].status, held[2].status) == ("enrolled", "waiting"), "a share's queue is its own"
        run.refresh_from_db()
        with pytest.raises(Refusal, match="不能比这少"):
            set_quotas(actor=None, run=run, seats={other.pk: 1})
        with pytest.raises(Refusal, match="比能分的"):
            set_quotas(actor=None, run=run, seats={near.school.pk: 1, other.pk: 3})
        with pytest.raises(Refusal, match="不能比这少"):
            change_capacity(actor=None, run=run, capacity=1)

    def test_a_cancelled_run_is_no_longer_offered(self, near: Place, enter: Any) -> None:
        run = self.nominable(near)
        address = reverse("training:nominations", args=[near.school.public_id])
        assert str(run) in enter(near.leader).get(address).content.decode()
        cancel_run(actor=None, run=run, reason="人数不足")
        assert str(run) not in enter(near.leader).get(address).content.decode()


def test_control_a_quota_survives_no_overdraw(near: Place) -> None:
    """The database refuses what a forgotten guard would write."""
    from django.db import IntegrityError, transaction

    run = open_run(series_of(near.institute, "reading"), capacity=5)
    set_quotas(actor=None, run=run, seats={near.school.pk: 1})
    with pytest.raises(IntegrityError), transaction.atomic():
        RunQuota.objects.update(taken=2)


def test_returned_and_proposed_runs_take_nobody_in(near: Place) -> None:
    run = return_run(
        actor=None, run=open_run(series_of(near.institute, "reading"), approved=False), reason="改一下时间"
    )
    with pytest.raises(Refusal, match="还没有批准"):
        enrol(actor=None, person=near.teacher, run=run)
