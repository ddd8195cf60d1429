"""Runs: approval before people, seats never oversold, nobody forgotten, completion into the ledger."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.exceptions import Refusal
from core.models import AuditEntry
from home.models import HomePage
from organizations.constants import Role
from taxonomy.models import Stage, Subject
from tests.accounts.factories import PersonFactory
from tests.organizations.factories import MembershipFactory
from tests.training.conftest import Place, add_teacher
from tests.training.runs import enrolled, open_run, series_of, units
from training.availability import day_words
from training.constants import EnrolmentStatus, RunMode, RunStatus
from training.models import Enrolment, Evidence, HourEntry
from training.offers import next_session_of
from training.services import (
    approve_run,
    cancel_run,
    change_capacity,
    complete_if_done,
    confirm_attendance,
    enrol,
    finish_run,
    mark_done,
    start_run,
    submit_quiz,
    withdraw,
)
from training.services.enrolment import waiting_position

pytestmark = pytest.mark.django_db

TASK = "以错例为起点设计一组追问，让学生自己说出算理。"


@pytest.fixture(autouse=True)
def pages(home: HomePage, protected_files: Path) -> None:
    """Series are pages, their videos are files."""


class TestSeats:
    """Who gets in."""

    def test_nothing_is_enrolled_before_the_approval(self, near: Place) -> None:
        run = open_run(series_of(near.institute, "reading"), approved=False)
        with pytest.raises(Refusal, match="还没有批准"):
            enrolled(near.teacher, run)
        approve_run(actor=near.leader, run=run)
        assert (run.status, run.approved_by) == (RunStatus.APPROVED, near.leader)
        assert enrolled(near.teacher, run).organization == near.school
        with pytest.raises(Refusal):
            approve_run(actor=None, run=run)

    def test_the_days_and_the_mode_bind_people_and_not_organizers(self, near: Place) -> None:
        now = timezone.now()
        series = series_of(near.institute, "reading")
        over = open_run(series, enrol_until=now - timedelta(hours=1))
        coming = open_run(series, enrol_from=now + timedelta(days=1))
        assigned = open_run(series, mode=RunMode.ASSIGNED)
        assert [run.number for run in (over, coming, assigned)] == [1, 2, 3]
        for run, words in ((over, "截止"), (coming, "开始报名"), (assigned, "指定参训")):
            with pytest.raises(Refusal, match=words):
                enrolled(near.teacher, run)
        assert enrol(actor=near.leader, person=near.teacher, run=assigned).status == EnrolmentStatus.ENROLLED

    def test_who_works_nowhere_is_refused(self, near: Place) -> None:
        with pytest.raises(Refusal, match="任职单位"):
            enrolled(PersonFactory(), open_run(series_of(near.institute, "reading")))

    def test_seats_are_counted_and_the_rest_waits_in_order(self, near: Place) -> None:
        run = open_run(series_of(near.institute, "reading"), capacity=2)
        people = [add_teacher(near.school) for _number in range(5)]
        got = [enrolled(person, run) for person in people]
        assert [each.status for each in got] == ["enrolled"] * 2 + ["waiting"] * 3
        assert [waiting_position(each) for each in got] == [0, 0, 1, 2, 3]
        assert enrolled(people[0], run) == got[0]
        withdraw(actor=people[0], enrolment=got[0])
        withdraw(actor=people[0], enrolment=got[0])
        for each in got:
            each.refresh_from_db()
        assert [each.status for each in got] == ["withdrawn", "enrolled", "enrolled", "waiting", "waiting"]
        assert Notice.objects.filter(person=people[2], title__startswith="候补成功").count() == 1
        again = enrolled(people[0], run)
        assert (again.status, waiting_position(again)) == (EnrolmentStatus.WAITING, 3)
        change_capacity(actor=None, run=run, capacity=4)
        run.refresh_from_db()
        assert (run.taken, run.enrolments.filter(status=EnrolmentStatus.ENROLLED).count()) == (4, 4)
        assert waiting_position(again) == 1
        with pytest.raises(Refusal):
            change_capacity(actor=None, run=run, capacity=3)

    def test_cancelling_frees_everybody_with_a_line_each(self, near: Place) -> None:
        run = open_run(series_of(near.institute, "reading"), capacity=2)
        people = [add_teacher(near.school) for _number in range(3)]
        for person in people:
            enrolled(person, run)
        cancel_run(actor=near.leader, run=run, reason="报名人数不足")
        run.refresh_from_db()
        assert (run.status, run.taken) == (RunStatus.CANCELLED, 0)
        assert set(run.enrolments.values_list("status", flat=True)) == {EnrolmentStatus.WITHDRAWN}
        assert AuditEntry.objects.filter(action="enrolment.freed", actor=near.leader).count() == 3
        assert Notice.objects.filter(body="报名人数不足").count() == 3
        with pytest.raises(Refusal):
            enrolled(people[0], run)

    def test_the_end_of_a_run_frees_who_still_waits(self, near: Place) -> None:
        run = start_run(actor=None, run=open_run(series_of(near.institute, "reading"), capacity=1))
        first, second = enrolled(near.teacher, run), enrolled(add_teacher(near.school), run)
        finish_run(actor=None, run=run)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.status) == (EnrolmentStatus.ENROLLED, EnrolmentStatus.WITHDRAWN)


class TestCompletion:
    """Learning that counts."""

    def test_the_last_unit_turns_into_hours_once(self, near: Place) -> None:
        series = series_of(near.institute, "reading", "task", "quiz", "session")
        reading, task, quiz, meeting = units(series)
        run = open_run(series)
        enrolment = enrolled(near.teacher, run)
        mark_done(actor=near.teacher, enrolment=enrolment, unit=reading)
        with pytest.raises(Refusal, match="写得太短"):
            mark_done(actor=near.teacher, enrolment=enrolment, unit=task, text="好")
        mark_done(actor=near.teacher, enrolment=enrolment, unit=task, text=TASK)
        submit_quiz(person=near.teacher, enrolment=enrolment, unit=quiz, answers={1: [0], 2: [0, 1]})
        with pytest.raises(Refusal):
            mark_done(actor=near.teacher, enrolment=enrolment, unit=meeting)
        assert not Evidence.objects.exists()
        confirm_attendance(actor=near.leader, enrolment=enrolment, unit=meeting)
        confirm_attendance(actor=near.leader, enrolment=enrolment, unit=meeting)
        assert complete_if_done(enrolment=enrolment) is False
        enrolment.refresh_from_db()
        assert enrolment.status == EnrolmentStatus.COMPLETED
        evidence = Evidence.objects.get()
        assert (evidence.source_type, evidence.source_id) == ("enrolment", str(enrolment.pk))
        assert (evidence.certifier, evidence.url) == (near.institute, f"/runs/{run.public_id}/")
        entry = HourEntry.objects.get()
        assert (entry.clause, entry.amount, entry.evidence) == ("CQ-02", 83, evidence)
        with pytest.raises(Refusal, match="已经结业"):
            withdraw(actor=near.teacher, enrolment=enrolment)

    def test_learning_counts_from_the_first_day_to_the_last(self, near: Place) -> None:
        series = series_of(near.institute, "reading")
        today = timezone.localdate()
        early = open_run(series, starts_on=today + timedelta(days=1))
        late = open_run(series, ends_on=today - timedelta(days=1))
        for run, words in ((early, "开课后"), (late, "结课")):
            with pytest.raises(Refusal, match=words):
                mark_done(actor=near.teacher, enrolment=enrolled(near.teacher, run), unit=units(series)[0])


class TestPages:
    """What people see and do."""

    def test_the_catalogue_shows_what_takes_people_in_first(self, near: Place, client: Client) -> None:
        series_of(near.institute, "reading", title="习作单元的读写结合")
        open_run(series_of(near.institute, "reading"), capacity=30)
        text = client.get("/series/").content.decode()
        assert text.index("数与运算") < text.index("习作单元")
        assert "正在报名" in text
        assert "现在没有在招的班期" in text
        only = client.get("/series/?enrolling=yes").content.decode()
        assert "习作单元" not in only
        assert client.get("/series/?subject=zzz").status_code == 200

    def test_the_catalogue_names_stage_and_subject_in_the_readers_language(self, near: Place, client: Client) -> None:
        stage, subject = Stage.objects.get(name="小学"), Subject.objects.get(name="数学")
        open_run(series_of(near.institute, "reading", stage=stage, subject=subject))
        text = client.get("/series/").content.decode()
        assert "小学数学" in text
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        english = client.get("/series/").content.decode()
        assert f"{stage.name_en} {subject.name_en}" in english
        assert f"{subject.name_en}</option>" in english
        assert "小学数学" not in english

    @pytest.mark.parametrize("begun", [True, False])
    def test_a_second_round_is_offered_as_the_first_one_was(self, near: Place, enter: Any, begun: bool) -> None:
        now = timezone.now()
        days = {"second_from": now + timedelta(days=-1 if begun else 4), "second_until": now + timedelta(days=8)}
        run = open_run(series_of(near.institute, "reading"), enrol_until=now - timedelta(days=2), **days)
        opens, closes = (day_words(timezone.localtime(moment).date()) for moment in days.values())
        client = enter(near.teacher)
        catalogue = client.get("/series/").content.decode()
        page = client.get(f"/series/{run.series.code}/").content.decode()
        hours = client.get("/me/hours/").content.decode()
        assert f"{closes}前可以报名" in hours
        assert (f"报名到{closes}" in catalogue) is begun
        assert ("即将报名" in catalogue, f"{opens}开始报名" in catalogue) == (not begun, not begun)
        assert ("暂不能报名" in page, f"{opens}开始第二轮报名" in page) == (not begun, not begun)
        client.post(f"/series/{run.series.code}/enrol/", {"run": run.public_id})
        assert Enrolment.objects.filter(person=near.teacher).exists() is begun

    def test_no_round_is_offered_when_the_second_is_over(self, near: Place, enter: Any) -> None:
        now = timezone.now()
        days = {"second_from": now - timedelta(days=3), "second_until": now - timedelta(days=1)}
        run = open_run(series_of(near.institute, "reading"), enrol_until=now - timedelta(days=5), **days)
        client = enter(near.teacher)
        assert "现在没有在招的班期" in client.get("/series/").content.decode()
        assert "现在没有在招的班期" in client.get(f"/series/{run.series.code}/").content.decode()
        assert "前可以报名" not in client.get("/me/hours/").content.decode()

    def test_the_institute_arranges_the_next_run_from_the_series(self, near: Place, enter: Any) -> None:
        editor = MembershipFactory(organization=near.institute, role=Role.EDITOR).person
        series_of(near.institute, "reading", title="习作单元的读写结合")
        series = series_of(near.institute, "reading")
        address = f"/series/{series.code}/"
        form = reverse("training:propose_run", args=[near.institute.public_id]) + f"?series={series.code}"
        assert f'href="{form}"' in enter(editor).get(address).content.decode()
        assert f'value="{series.code}" selected' in enter(editor).get(form).content.decode()
        for other in (near.teacher, near.leader):
            assert "安排一期" not in enter(other).get(address).content.decode()

    def test_from_the_series_into_the_run_and_out_again(self, near: Place, enter: Any) -> None:
        series = series_of(near.institute, "reading")
        starts = timezone.now() + timedelta(days=2)
        meeting = {"title": "第1次面授", "starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        run = open_run(series, capacity=1, place="进修学院304", sessions=[meeting])
        address = f"/series/{series.code}/"
        assert "登录后报名" in Client().get(address).content.decode()
        client = enter(near.teacher)
        assert "进修学院304" in client.get(address).content.decode()
        answer = client.post(f"{address}enrol/", {"run": run.public_id})
        assert answer["Location"] == f"/runs/{run.public_id}/"
        text = client.get(answer["Location"]).content.decode()
        for wanted in ("你已报名第1期", "接着学：单元1", "第1次面授", "取消报名"):
            assert wanted in text
        assert next_session_of(near.teacher)["url"] == f"/runs/{run.public_id}/"
        other = enter(add_teacher(near.school))
        waiting = other.post(f"/runs/{run.public_id}/enrol/", follow=True).content.decode()
        assert "候补第1位" in waiting
        assert "接着学" not in waiting
        client.post(f"/runs/{run.public_id}/withdraw/")
        assert "你已报名第1期" in other.get(f"/runs/{run.public_id}/").content.decode()

    def test_a_proposal_is_known_to_nobody_else(self, near: Place, enter: Any) -> None:
        run = open_run(series_of(near.institute, "reading"), approved=False)
        assert Client().get(f"/runs/{run.public_id}/").status_code == 404
        client = enter(near.teacher)
        assert client.get(f"/runs/{run.public_id}/").status_code == 404
        assert client.post(f"/runs/{run.public_id}/enrol/").status_code == 404
        assert not Enrolment.objects.exists()

    def test_reading_and_task_are_done_on_their_pages(self, near: Place, enter: Any) -> None:
        series = series_of(near.institute, "reading", "task")
        run = open_run(series)
        client = enter(near.teacher)
        client.post(f"/runs/{run.public_id}/enrol/")
        reading, task = (f"/runs/{run.public_id}/units/{unit.code}/" for unit in units(series))
        assert "标记读完" in client.get(reading).content.decode()
        assert "这个单元已完成" in client.post(f"{reading}done/", follow=True).content.decode()
        refused = client.post(f"{task}done/", {"text": "短"})
        assert (refused.status_code, "写得太短" in refused.content.decode()) == (422, True)
        assert "全部单元都完成了" in client.post(f"{task}done/", {"text": TASK}, follow=True).content.decode()
        assert "已结业" in client.get(f"/runs/{run.public_id}/").content.decode()

    def test_the_bureau_approves_and_the_institute_says_who_came(self, near: Place, enter: Any) -> None:
        officer = MembershipFactory(organization=near.district, role=Role.OFFICER).person
        editor = MembershipFactory(organization=near.institute, role=Role.EDITOR).person
        series = series_of(near.institute, "session")
        run = open_run(series, approved=False)
        address = f"/runs/{run.public_id}/"
        assert "批准这一期" not in enter(editor).get(address).content.decode()
        assert enter(editor).post(f"{address}approve/").status_code == 404
        bureau = enter(officer)
        assert "批准这一期" in bureau.get(address).content.decode()
        bureau.post(f"{address}approve/")
        enrolment = enrolled(near.teacher, type(run).objects.get(pk=run.pk))
        there = f"{address}attendance/{units(series)[0].code}/"
        for person in (near.teacher, near.leader):
            assert "登记到场" not in enter(person).get(address).content.decode()
            assert enter(person).post(there, {"enrolment": enrolment.public_id}).status_code == 404
        assert "登记到场" in enter(editor).get(address).content.decode()
        said = enter(editor).post(there, {"enrolment": [enrolment.public_id, "no"]}, follow=True).content.decode()
        assert "已登记1人到场" in said
        enrolment.refresh_from_db()
        assert enrolment.status == EnrolmentStatus.COMPLETED

    def test_units_open_for_seats_only(self, near: Place, enter: Any) -> None:
        series = series_of(near.institute, "reading")
        run = open_run(series, capacity=1)
        enrolled(near.teacher, run)
        waits = add_teacher(near.school)
        enrolled(waits, run)
        address = f"/runs/{run.public_id}/units/{units(series)[0].code}/"
        for person in (waits, near.leader):
            assert enter(person).get(address).status_code == 404
            assert enter(person).post(f"{address}done/").status_code == 404
        assert Client().get(address).status_code == 302
        assert enter(near.teacher).get(address).status_code == 200
