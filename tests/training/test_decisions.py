"""Deciding many at once: a line each, undo within a day, the ledger only grows, nobody decides for another school."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from core.exceptions import Refusal
from core.models import AuditEntry
from home.models import HomePage
from organizations.constants import Role
from tests.organizations.factories import MembershipFactory
from tests.training.conftest import Place, add_teacher
from tests.training.factories import record
from tests.training.runs import enrolled, open_run, series_of
from training.chain import verify_chain
from training.constants import CLAIM_SOURCE, Consent, EnrolmentStatus, EvidenceState
from training.hours_page import ledger_total
from training.models import DecisionBatch, DecisionLine, Evidence, HourEntry
from training.services import close_year, decide_claims, decide_enrolments, undo_decisions, withdraw
from training.services.decisions import ACCEPT, ENDORSED, REFUSE, RETURN

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 15)


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """Between the borders of every year."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True) as traveller:
        yield traveller


def claim(person: Any, **fields: Any) -> Evidence:
    """A claim of the person that waits."""
    return record(person, **{"source_type": CLAIM_SOURCE, **fields})


def school_decides(place: Place, *claims: Evidence, verdict: str = ACCEPT, reason: str = "") -> Any:
    """The leader decides about all of them."""
    return decide_claims(actor=place.leader, organization=place.school, evidence=claims, verdict=verdict, reason=reason)


class TestClaims:
    """Proofs."""

    def test_fifty_at_once_each_with_its_own_line(self, far: Place, enter: Any) -> None:
        claims = [claim(add_teacher(far.school)) for _number in range(50)]
        data = {"do": ACCEPT, "item": [str(each.public_id) for each in claims]}
        enter(far.leader).post(reverse("training:school_claims", args=[far.school.public_id]), data)
        assert set(Evidence.objects.values_list("state", flat=True)) == {EvidenceState.CERTIFIED}
        lines = AuditEntry.objects.filter(action="evidence.certified", actor=far.leader)
        assert set(lines.values_list("target_id", flat=True)) == {str(each.pk) for each in claims}
        assert DecisionBatch.objects.get().lines.count() == 50
        assert HourEntry.objects.count() == 50

    def test_undo_adds_entries_and_takes_none_away(self, far: Place) -> None:
        one = claim(far.teacher)
        batch = school_decides(far, one).batch
        first = HourEntry.objects.get()
        before = (first.payload, first.hash)
        undone = undo_decisions(actor=far.leader, batch=batch)
        one.refresh_from_db()
        assert (undone.done, undone.refused, one.state) == (1, [], EvidenceState.SUBMITTED)
        entries = list(HourEntry.objects.order_by("seq"))
        assert [each.kind for each in entries] == ["award", "reversal"]
        assert (entries[0].payload, entries[0].hash) == before
        assert ledger_total(far.teacher, "js", "2026") == 0
        again = school_decides(far, one)
        assert again.done == 1
        assert ledger_total(far.teacher, "js", "2026") == 135
        assert HourEntry.objects.filter(kind="award").count() == 1
        assert verify_chain(far.teacher) is None
        assert AuditEntry.objects.filter(action="evidence.reopened").count() == 1

    def test_undo_is_for_a_day_and_once(self, far: Place) -> None:
        batch = school_decides(far, claim(far.teacher)).batch
        late = batch.at + timedelta(hours=24, seconds=1)
        with pytest.raises(Refusal, match="超过24小时"):
            undo_decisions(actor=far.leader, batch=batch, now=late)
        undo_decisions(actor=far.leader, batch=batch, now=late - timedelta(seconds=2))
        with pytest.raises(Refusal, match="已经撤回过"):
            undo_decisions(actor=far.leader, batch=batch)
        assert HourEntry.objects.count() == 2

    def test_what_changed_since_is_left_and_the_rest_is_undone(self, far: Place) -> None:
        kept, back = claim(far.teacher), claim(add_teacher(far.school))
        batch = school_decides(far, kept, back, verdict=RETURN, reason="编号看不清。").batch
        Evidence.objects.filter(pk=kept.pk).update(state=EvidenceState.SUBMITTED)  # corrected and handed in again
        result = undo_decisions(actor=far.leader, batch=batch)
        assert (result.done, len(result.refused)) == (1, 1)
        back.refresh_from_db()
        assert (back.state, back.decision_note) == (EvidenceState.SUBMITTED, "")
        assert DecisionLine.objects.get(evidence=kept).undone_at is None

    def test_a_closed_year_is_not_reopened(self, far: Place, in_november: Any) -> None:
        batch = school_decides(far, claim(far.teacher, occurred_on=DAY)).batch
        in_november.move_to("2027-01-02T09:00:00+08:00")
        DecisionBatch.objects.update(at=timezone.now())
        batch.refresh_from_db()
        close_year(actor=None, organization=far.district, set_key="js", year="2026")
        result = undo_decisions(actor=far.leader, batch=batch)
        assert (result.done, HourEntry.objects.count()) == (0, 1)
        assert "关账" in result.refused[0]

    def test_refused_is_final_and_told_with_the_reason(self, far: Place, enter: Any) -> None:
        one = claim(far.teacher)
        with pytest.raises(Refusal, match="原因"):
            school_decides(far, one, verdict=REFUSE)
        school_decides(far, one, verdict=REFUSE, reason="不是培训。")
        one.refresh_from_db()
        assert one.state == EvidenceState.REFUSED
        correct = enter(far.teacher).get(reverse("training:correct_claim", args=[one.public_id]))
        assert correct.status_code == 404
        assert "不是培训。" in enter(far.teacher).get(f"/me/evidence/{one.public_id}/").content.decode()

    def test_where_the_rule_names_a_higher_certifier_the_school_passes_on(self, near: Place, enter: Any) -> None:
        """CQ-01: the district registers, says the text. The school endorses, the institute certifies."""
        one = claim(near.teacher)
        result = school_decides(near, one)
        one.refresh_from_db()
        assert (result.done, result.passed_on, one.state) == (1, 1, EvidenceState.SUBMITTED)
        assert (one.endorsed_by, HourEntry.objects.count()) == (near.leader, 0)
        editor = MembershipFactory(organization=near.institute, role=Role.EDITOR).person
        address = reverse("training:district_claims", args=[near.institute.public_id])
        assert one.title in enter(editor).get(f"{address}?state=endorsed").content.decode()
        enter(editor).post(address, {"do": ACCEPT, "item": [str(one.public_id)]})
        one.refresh_from_db()
        assert (one.state, one.certifier) == (EvidenceState.CERTIFIED, near.institute)
        assert ledger_total(near.teacher, "cq", "2026-27") == 100
        assert undo_decisions(actor=near.leader, batch=result.batch).done == 0, "the institute has decided since"
        assert result.batch.lines.get().after == ENDORSED

    def test_nobody_decides_their_own_nor_twice(self, far: Place, enter: Any) -> None:
        own, done = claim(far.leader), claim(far.teacher)
        school_decides(far, done)
        data = {"do": ACCEPT, "item": [str(own.public_id), str(done.public_id)]}
        enter(far.leader).post(reverse("training:school_claims", args=[far.school.public_id]), data)
        own.refresh_from_db()
        assert own.state == EvidenceState.SUBMITTED
        assert DecisionBatch.objects.count() == 1


class TestConsents:
    """Enrolments that ask for the school's word."""

    @pytest.fixture(autouse=True)
    def pages(self, home: HomePage, protected_files: Path) -> None:
        """Series are pages."""

    def test_the_seat_is_held_and_learning_waits(self, near: Place, enter: Any) -> None:
        run = open_run(series_of(near.institute, "reading"), capacity=2, needs_consent=True)
        mine = enrolled(near.teacher, run)
        run.refresh_from_db()
        assert (mine.status, mine.consent, run.taken) == (EnrolmentStatus.ENROLLED, Consent.ASKED, 1)
        page = enter(near.teacher).get(f"/runs/{run.public_id}/").content.decode()
        assert "待学校同意" in page
        assert "接着学" not in page
        address = reverse("training:school_enrolments", args=[near.school.public_id])
        assert near.teacher.name in enter(near.leader).get(address).content.decode()
        enter(near.leader).post(address, {"do": ACCEPT, "item": [str(mine.public_id)]})
        mine.refresh_from_db()
        assert mine.consent == Consent.GIVEN
        assert "接着学" in enter(near.teacher).get(f"/runs/{run.public_id}/").content.decode()

    def test_a_refusal_frees_the_seat_and_undo_takes_what_is_free(self, near: Place) -> None:
        run = open_run(series_of(near.institute, "reading"), capacity=1, needs_consent=True)
        first, second = enrolled(near.teacher, run), enrolled(add_teacher(near.school), run)
        batch = decide_enrolments(
            actor=near.leader, organization=near.school, enrolments=[first], verdict=REFUSE, reason="当天有公开课。"
        ).batch
        for each in (first, second):
            each.refresh_from_db()
        assert (first.status, second.status) == (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.ENROLLED)
        assert Notice.objects.filter(person=near.teacher, body="当天有公开课。").exists()
        undo_decisions(actor=near.leader, batch=batch)
        first.refresh_from_db()
        run.refresh_from_db()
        assert (first.status, first.consent, run.taken) == (EnrolmentStatus.WAITING, Consent.ASKED, 1)
        withdraw(actor=None, enrolment=second)
        first.refresh_from_db()
        assert first.status == EnrolmentStatus.ENROLLED

    def test_undo_of_a_consent_asks_again_unless_the_person_left(self, near: Place) -> None:
        run = open_run(series_of(near.institute, "reading"), needs_consent=True)
        stays, leaves = enrolled(near.teacher, run), enrolled(add_teacher(near.school), run)
        batch = decide_enrolments(
            actor=near.leader, organization=near.school, enrolments=[stays, leaves], verdict=ACCEPT
        ).batch
        withdraw(actor=leaves.person, enrolment=leaves)
        result = undo_decisions(actor=near.leader, batch=batch)
        stays.refresh_from_db()
        assert (result.done, len(result.refused), stays.consent) == (1, 1, Consent.ASKED)


def test_undo_is_for_the_deciders_of_that_organization(near: Place, far: Place, enter: Any) -> None:
    batch = school_decides(far, claim(far.teacher)).batch
    address = reverse("training:undo_decisions", args=[batch.public_id])
    officer = MembershipFactory(organization=far.district, role=Role.OFFICER).person
    for stranger in (near.leader, far.teacher, officer):
        assert enter(stranger).post(address).status_code == 404
    assert enter(far.leader).get(address).status_code == 405
    elsewhere = {"next": "https://example.com/"}
    assert enter(far.leader).post(address, elsewhere)["Location"].startswith("/school/")
    assert HourEntry.objects.count() == 2
