"""Staff records: own school only, one figure everywhere, a constant number of queries."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Notice
from core.models import AuditEntry
from organizations.constants import LeaveKind, MembershipKind
from organizations.services import add_membership, record_leave
from tests.training.conftest import Place, add_teacher
from tests.training.factories import certified, record
from training.constants import EvidenceState, YearStatus
from training.hours_page import hours_page, ledger_total
from training.models import Evidence
from training.services import remind_staff
from training.staff import roster, staff_rows
from training.staff_shapes import StaffFilters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """Between the borders of every year."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True):
        yield


def address(name: str, place: Place, *more: Any) -> str:
    """An address of the school's staff records."""
    return reverse(f"training:{name}", args=[place.school.public_id, *more])


class TestScope:
    """A leader sees nobody of another school."""

    def test_foreign_school_is_404_in_page_detail_export_and_reminder(
        self, near: Place, far: Place, enter: Any
    ) -> None:
        client = enter(near.leader)
        assert client.get(address("staff", near)).status_code == 200
        assert client.get(address("staff", far)).status_code == 404
        assert client.get(address("staff_export", far)).status_code == 404
        assert client.get(address("staff_detail", far, far.teacher.public_id)).status_code == 404
        assert client.get(address("staff_detail", near, far.teacher.public_id)).status_code == 404
        assert client.post(address("remind_staff", far)).status_code == 404
        assert client.post(address("school_claims", far)).status_code == 404

    def test_a_teacher_has_no_roster_and_a_visitor_signs_in(self, near: Place, enter: Any, client: Any) -> None:
        assert enter(near.teacher).get(address("staff", near)).status_code == 404
        assert client.get(address("staff", near)).status_code == 302

    def test_foreign_claims_are_not_decided(self, near: Place, far: Place, enter: Any) -> None:
        foreign = record(far.teacher)
        enter(near.leader).post(address("school_claims", near), {"do": "accept", "item": [str(foreign.public_id)]})
        assert Evidence.objects.get(pk=foreign.pk).state == EvidenceState.SUBMITTED
        assert enter(near.leader).get(reverse("training:evidence", args=[foreign.public_id])).status_code == 404


def test_page_leader_and_export_show_the_ledgers_sum(near: Place, enter: Any) -> None:
    """I2: one figure in the ledger, on the person's page, in the leader's roster and in the file."""
    for day, minutes in ((3, 135), (10, 400), (17, 91)):
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, day), facts={"minutes": minutes})
    grains = ledger_total(near.teacher, "cq", "2026-27")
    page = hours_page(near.teacher)
    assert page.done == grains == sum(e.year_amount for e in near.teacher.hour_entries.all())
    row = next(each for each in roster(near.school).rows if each.person_id == near.teacher.pk)
    assert row.standing.done == grains
    shown = f"{grains / 100:.2f}"
    assert shown in enter(near.teacher).get("/me/hours/").content.decode()
    assert shown in enter(near.leader).get(address("staff", near)).content.decode()
    assert shown in enter(near.leader).get(address("staff_detail", near, near.teacher.public_id)).content.decode()
    sheet = load_workbook(BytesIO(enter(near.leader).get(address("staff_export", near)).content)).worksheets[0]
    exported = {cells[0].value: cells[4].value for cells in sheet.iter_rows(min_row=2)}
    assert exported[near.teacher.name] == pytest.approx(grains / 100)


def test_the_export_guards_formulas_and_is_logged(near: Place, enter: Any) -> None:
    add_teacher(near.school, name="=cmd|' /C calc'!A0")
    response = enter(near.leader).get(address("staff_export", near))
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    names = [cell.value for cell in sheet["A"]]
    assert "'=cmd|' /C calc'!A0" in names
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)
    logged = AuditEntry.objects.get(action="staff.exported")
    assert (logged.actor, logged.organization_id) == (near.leader, near.school.pk)


class TestStatus:
    """Five statuses, each by its definition."""

    def test_nothing_to_join_will_miss_the_minimum(self, near: Place) -> None:
        assert self.of(near, near.teacher) == YearStatus.WILL_MISS

    def test_reached(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute, facts={"minutes": 45 * 48})
        assert self.of(near, near.teacher) == YearStatus.REACHED

    def test_long_leave_is_exempt(self, near: Place) -> None:
        record_leave(
            actor=None, person=near.teacher, kind=LeaveKind.MATERNITY, since=date(2026, 7, 1), until=date(2027, 2, 1)
        )
        assert self.of(near, near.teacher) == YearStatus.EXEMPT

    def test_a_set_without_a_yearly_minimum_waits_for_the_cycle(self, far: Place) -> None:
        assert self.of(far, far.teacher) == YearStatus.ON_COURSE

    def test_an_exchange_teacher_keeps_the_set_of_home(self, near: Place, far: Place) -> None:
        add_membership(
            actor=None,
            person=far.teacher,
            organization=near.school,
            role="teacher",
            since=date(2026, 9, 1),
            kind=MembershipKind.HOST,
        )
        row = next(each for each in roster(near.school).rows if each.person_id == far.teacher.pk)
        assert row.post == "host"
        assert row.terms is not None
        assert row.terms.set_key == "js"

    @staticmethod
    def of(place: Place, person: Any) -> YearStatus:
        """The status of a person in the roster."""
        return next(each.status for each in roster(place.school).rows if each.person_id == person.pk)


def test_filters_narrow_page_and_rows(near: Place, enter: Any) -> None:
    certified(near.teacher, certifier=near.institute, facts={"minutes": 45 * 48})
    reached = staff_rows(near.school, filters=StaffFilters(status="reached"))
    assert [row.person_id for row in reached] == [near.teacher.pk]
    found = enter(near.leader).get(address("staff", near), {"q": near.teacher.name, "status": "reached"})
    assert near.teacher.name in found.content.decode()
    assert "没有符合条件的人" in enter(near.leader).get(address("staff", near), {"q": "查无此人"}).content.decode()


def test_the_number_of_queries_does_not_grow(near: Place, enter: Any) -> None:
    client = enter(near.leader)
    counts = []
    for target in (10, 40):
        while len(roster(near.school).rows) < target:
            person = add_teacher(near.school)
            certified(person, certifier=near.institute)
        client.get(address("staff", near))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address("staff", near))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 32


class TestReminder:
    """Those who fall short, once in three days."""

    def test_notices_say_figure_rule_and_place(self, near: Place) -> None:
        report = remind_staff(actor=near.leader, school=near.school)
        assert report.sent == len([row for row in roster(near.school).rows if row.short])
        notice = Notice.objects.get(person=near.teacher)
        assert "16.00" in notice.title
        assert notice.url == "/me/hours/"
        assert "渝教师发" in notice.reason

    def test_nobody_is_reminded_twice(self, near: Place, enter: Any) -> None:
        remind_staff(actor=near.leader, school=near.school)
        before = Notice.objects.count()
        enter(near.leader).post(address("remind_staff", near))
        assert Notice.objects.count() == before

    def test_nobody_of_another_school_is_reminded(self, near: Place, far: Place) -> None:
        remind_staff(actor=near.leader, school=near.school)
        assert not Notice.objects.filter(person=far.teacher).exists()


def test_the_roster_counts_what_waits_and_leads_to_the_one_place_of_decision(near: Place, enter: Any) -> None:
    leader = enter(near.leader)
    assert "等学校核对" not in leader.get(address("staff", near)).content.decode()
    for _number in range(2):
        record(near.teacher)
    page = leader.get(address("staff", near)).content.decode()
    assert "2件平台外学时等学校核对" in page
    assert f'href="{address("school_claims", near)}">去处理</a>' in page


def test_claims_are_decided_in_bulk_each_with_its_line(far: Place, enter: Any) -> None:
    other = add_teacher(far.school)
    claims = [record(far.teacher), record(other)]
    data = {"do": "accept", "item": [str(claim.public_id) for claim in claims]}
    enter(far.leader).post(address("school_claims", far), data)
    assert set(Evidence.objects.values_list("state", flat=True)) == {EvidenceState.CERTIFIED}
    assert AuditEntry.objects.filter(action="evidence.certified").count() == 2
    assert ledger_total(other, "js", "2026") == 135


def test_what_the_district_registers_is_passed_on(near: Place, enter: Any) -> None:
    claim = record(near.teacher)
    enter(near.leader).post(address("school_claims", near), {"do": "accept", "item": [str(claim.public_id)]})
    claim.refresh_from_db()
    assert (claim.state, claim.endorsed_by) == (EvidenceState.SUBMITTED, near.leader)
    assert claim.title not in enter(near.leader).get(address("school_claims", near)).content.decode()


def test_a_return_needs_a_reason(near: Place, enter: Any) -> None:
    claim = record(near.teacher)
    url = address("school_claims", near)
    enter(near.leader).post(url, {"do": "return", "item": [str(claim.public_id)]})
    assert Evidence.objects.get(pk=claim.pk).state == EvidenceState.SUBMITTED
    enter(near.leader).post(url, {"do": "return", "item": [str(claim.public_id)], "reason": "编号与姓名对不上。"})
    assert Evidence.objects.get(pk=claim.pk).state == EvidenceState.RETURNED


def test_nobody_decides_their_own(near: Place, enter: Any) -> None:
    own = record(near.leader)
    enter(near.leader).post(address("school_claims", near), {"do": "accept", "item": [str(own.public_id)]})
    assert Evidence.objects.get(pk=own.pk).state == EvidenceState.SUBMITTED
