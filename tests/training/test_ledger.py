"""The ledger: awarded once, corrected by rows, chained, and refused by the database when touched."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core import append_only
from core.models import AuditEntry
from tests.training.conftest import Place
from tests.training.factories import certified, record
from training.chain import verify_chain
from training.constants import EntryKind
from training.models import HourEntry, YearTotal
from training.services import (
    certify_evidence,
    close_year,
    post_entries,
    rebuild_totals,
    record_evidence,
    reverse_evidence,
)

pytestmark = pytest.mark.django_db

LECTURE = {"type": "lecture", "facts": {}, "title": "区级讲座"}


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """A day on which every date of these tests has passed."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True):
        yield


def total(person: Any, set_key: str, year: str) -> int:
    """The kept total of a year."""
    return YearTotal.objects.get(person=person, set_key=set_key, year=year, scope="total").year_amount


class TestAward:
    """Evidence to entry."""

    def test_certifying_posts_in_the_unit_and_year_of_the_set(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 6, 30), facts={"minutes": 270})
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 7, 1), facts={"minutes": 360})
        entries = HourEntry.objects.filter(person=near.teacher)
        assert [(e.year, e.clause, e.amount) for e in entries] == [("2025-26", "CQ-01", 200), ("2026-27", "CQ-01", 266)]
        assert total(near.teacher, "cq", "2026-27") == 266
        assert {e.certifier for e in entries} == {near.institute}

    def test_the_same_source_and_the_same_decision_count_once(self, near: Place) -> None:
        evidence = record(near.teacher, source_id="run-1")
        again = record(near.teacher, source_id="run-1", title="别的标题")
        assert again == evidence
        for _time in range(2):
            certify_evidence(actor=None, evidence=evidence, certifier=near.institute)
            post_entries(person=near.teacher, actor=None)
        assert HourEntry.objects.count() == 1
        assert AuditEntry.objects.filter(action="hours.posted").count() == 1
        assert AuditEntry.objects.filter(action="evidence.certified").count() == 1

    def test_refused_evidence_posts_nothing(self, near: Place) -> None:
        certified(
            near.teacher,
            certifier=near.school,
            type="school_training",
            level="school",
            facts={"plan_filed": False, "minutes": 90},
        )
        assert not HourEntry.objects.exists()

    def test_one_entry_carries_a_hash_over_its_text(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute)
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, 20))
        first, second = HourEntry.objects.order_by("seq")
        assert (first.previous_hash, second.previous_hash) == ("", first.hash)
        assert verify_chain(near.teacher) is None


class TestReversal:
    """Corrections are rows."""

    def test_the_room_goes_to_the_earliest_cut_entry(self, far: Place) -> None:
        days = [date(2026, 3, 5), date(2026, 4, 9), date(2026, 5, 14), date(2026, 9, 10)]
        lectures = [certified(far.teacher, certifier=far.institute, occurred_on=day, **LECTURE) for day in days]
        assert [e.amount for e in HourEntry.objects.order_by("seq")] == [270, 270, 270, 0]
        reverse_evidence(actor=None, evidence=lectures[1], reason="重复登记", on=date(2026, 11, 20))
        later = HourEntry.objects.filter(seq__gt=4).order_by("seq")
        assert [(e.kind, e.amount, e.evidence_id) for e in later] == [
            (EntryKind.REVERSAL, -270, lectures[1].pk),
            (EntryKind.ADJUSTMENT, 270, lectures[3].pk),
        ]
        assert later[0].reverses == HourEntry.objects.get(evidence=lectures[1], kind=EntryKind.AWARD)
        assert total(far.teacher, "js", "2026") == 810
        assert verify_chain(far.teacher) is None

    def test_a_reversal_happens_at_most_once(self, near: Place) -> None:
        evidence = certified(near.teacher, certifier=near.institute)
        reverse_evidence(actor=None, evidence=evidence, reason="登记错了")
        post_entries(person=near.teacher, actor=None)
        assert HourEntry.objects.count() == 2
        assert total(near.teacher, "cq", "2026-27") == 0

    def test_a_closed_year_keeps_its_figures(self, near: Place) -> None:
        with time_machine.travel("2026-05-25T10:00:00+08:00"):
            evidence = certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 5, 20))
        close_year(actor=None, organization=near.district, set_key="cq", year="2025-26", closed_on=date(2026, 8, 1))
        reverse_evidence(actor=None, evidence=evidence, reason="审计撤销")
        row = YearTotal.objects.get(person=near.teacher, year="2025-26", scope="total")
        assert (row.year_amount, row.cycle_amount) == (100, 0)

    def test_what_comes_after_closing_is_booked_late(self, near: Place) -> None:
        close_year(actor=None, organization=near.district, set_key="cq", year="2025-26", closed_on=date(2026, 8, 1))
        certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 5, 20))
        entry = HourEntry.objects.get()
        assert (entry.year, entry.occurred_on, entry.booked_on) == ("2026-27", date(2026, 5, 20), date(2026, 11, 24))


class TestGuards:
    """The database itself refuses."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE training_hourentry SET amount = 9999",
            "DELETE FROM training_hourentry",
            "UPDATE core_auditentry SET action = 'x'",
            "DELETE FROM core_auditentry",
        ],
    )
    def test_change_and_removal(self, near: Place, statement: str) -> None:
        certified(near.teacher, certifier=near.institute)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert HourEntry.objects.get().amount == 100

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
    def test_replace(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute)
        columns = ", ".join(f.column for f in HourEntry._meta.local_fields)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT OR REPLACE INTO training_hourentry ({columns}) SELECT {columns} FROM training_hourentry"  # noqa: S608
            )

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
    def test_truncate(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute)
        connection.check_constraints()  # deferred foreign keys would refuse it first
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE training_hourentry CASCADE")

    def test_the_orm_is_refused_too(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute)
        entry = HourEntry.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            HourEntry.objects.filter(pk=entry.pk).update(amount=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            entry.delete()

    def test_control_without_the_guards_a_change_would_pass(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute)
        with append_only.lifted():
            HourEntry.objects.update(amount=1)
        assert HourEntry.objects.get().amount == 1


class TestTampering:
    """What slips past the guards is found offline."""

    @pytest.mark.parametrize(
        ("change", "why"),
        [({"amount": 9999}, "fields differ"), ({"payload": "{}"}, "fields differ"), ({"hash": "0" * 64}, "hash")],
    )
    def test_an_altered_row_is_named(self, near: Place, change: dict[str, Any], why: str) -> None:
        for day in (15, 16, 17):
            certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, day))
        call_command("verify_ledger")
        with append_only.lifted():
            HourEntry.objects.filter(seq=2).update(**change)
        found = verify_chain(near.teacher)
        assert found is not None
        assert (found.person_id, found.seq) == (near.teacher.pk, 2)
        assert why in found.why
        with pytest.raises(CommandError):
            call_command("verify_ledger")

    def test_a_missing_row_is_found(self, near: Place) -> None:
        for day in (15, 16, 17):
            certified(near.teacher, certifier=near.institute, occurred_on=date(2026, 9, day))
        with append_only.lifted():
            HourEntry.objects.filter(seq=2).delete()
        found = verify_chain(near.teacher)
        assert found is not None
        assert found.why == "missing entry"

    def test_totals_are_rebuilt_from_entries(self, near: Place) -> None:
        certified(near.teacher, certifier=near.institute)
        before = list(YearTotal.objects.order_by("pk").values_list("scope", "year_amount", "cycle_amount"))
        assert rebuild_totals(actor=None) == 0
        YearTotal.objects.filter(scope="total").update(year_amount=1)
        with pytest.raises(CommandError):
            call_command("verify_ledger")
        assert rebuild_totals(actor=None) == 1
        assert list(YearTotal.objects.order_by("pk").values_list("scope", "year_amount", "cycle_amount")) == before


def test_evidence_needs_a_home_on_its_day(near: Place) -> None:
    """Nobody can be credited for a day before they came."""
    from core.exceptions import Refusal

    with pytest.raises(Refusal):
        record_evidence(
            actor=None,
            person=near.teacher,
            type="training",
            occurred_on=date(2001, 1, 1),
            title="太早",
            source_type="test",
            source_id="1",
        )
