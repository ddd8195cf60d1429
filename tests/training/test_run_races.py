"""Many at once: seats are never oversold and time is credited once. Each guard has a control that must fail."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Sum

from core.exceptions import Refusal
from home.bootstrap import bootstrap_site
from tests.training.conftest import Place, add_teacher, build_place
from tests.training.factories import record
from tests.training.runs import at, enrolled, open_run, series_of, units
from tests.training.test_award_race import at_once
from training.intervals import length
from training.models import (
    CourseRun,
    DecisionBatch,
    Enrolment,
    Evidence,
    HourEntry,
    RunQuota,
    UnitProgress,
    WatchEvent,
)
from training.services import (
    decide_claims,
    load_rule_sets,
    mark_done,
    nominate,
    open_player,
    record_heartbeat,
    set_quotas,
    undo_decisions,
    watching,
    withdraw,
)
from training.services import enrolment as enrolment_service
from training.services import nominations as nomination_service
from training.services.enrolment import waiting_position

SEATS, PEOPLE = 3, 10


@pytest.fixture
def place(committed_db: None, protected_files: Path) -> Place:
    """A district whose rows other threads see."""
    bootstrap_site()
    load_rule_sets(actor=None)
    return build_place("沙坪坝区", "cq")


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite the queue is the transaction mode."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")


class TestSeats:
    """A rush for few seats."""

    def test_a_rush_fills_the_seats_and_lines_the_rest_up(self, place: Place) -> None:
        run = open_run(series_of(place.institute, "reading"), capacity=SEATS)
        people = [add_teacher(place.school) for _number in range(PEOPLE)]
        tasks = [lambda own=person: enrolled(own, CourseRun.objects.get(pk=run.pk)) for person in people]
        assert at_once(*tasks, *tasks[:2]) == []
        run.refresh_from_db()
        assert (run.taken, run.enrolments.filter(status="enrolled").count()) == (SEATS, SEATS)
        waiting = run.enrolments.filter(status="waiting")
        assert sorted(waiting_position(each) for each in waiting) == list(range(1, PEOPLE - SEATS + 1))
        leaving = list(run.enrolments.filter(status="enrolled"))
        assert at_once(*[lambda own=each: withdraw(actor=None, enrolment=own) for each in leaving]) == []
        run.refresh_from_db()
        assert (run.taken, run.enrolments.filter(status="enrolled").count()) == (SEATS, SEATS)
        assert sorted(waiting_position(each) for each in waiting.all()) == list(range(1, PEOPLE - 2 * SEATS + 1))

    def test_control_counting_first_and_taking_later_collides(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = open_run(series_of(place.institute, "reading"), capacity=1)
        people = [add_teacher(place.school) for _number in range(2)]
        meeting = threading.Barrier(2)

        def take_seat(seen: CourseRun, quota: Any = None) -> bool:
            free = CourseRun.objects.filter(pk=seen.pk, taken__lt=F("capacity")).exists()
            meeting.wait(timeout=5)
            return bool(free and CourseRun.objects.filter(pk=seen.pk).update(taken=F("taken") + 1))

        monkeypatch.setattr(enrolment_service, "take_seat", take_seat)
        monkeypatch.setattr(enrolment_service, "lock_run", lambda own: own)
        unlocked(monkeypatch)
        assert at_once(*[lambda own=person: enrolled(own, run) for person in people]) != []
        assert Enrolment.objects.filter(status="enrolled").count() <= 1  # the CHECK is the last line of defence


class TestHeartbeats:
    """Two reports in the same moment."""

    @pytest.fixture
    def both_read_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Hold each report after it has read how much time is spent, until the other has read too (or cannot)."""
        meeting = threading.Barrier(2)
        real = watching.spent_until

        def spent_until(person_id: int) -> Any:
            answer = real(person_id)
            try:
                meeting.wait(timeout=1.5)
            except threading.BrokenBarrierError:
                return answer
            return answer

        monkeypatch.setattr(watching, "spent_until", spent_until)

    def reports(self, place: Place, *, same: bool) -> list[Any]:
        """Two reports of ten seconds each that end in the same moment: of one player, or of two."""
        series = series_of(place.institute, "video", "video")
        enrolment = enrolled(place.teacher, open_run(series))
        shown = units(series)
        players = [open_player(enrolment=enrolment, unit=unit, now=at(0)) for unit in shown]
        chosen = [(players[0], shown[0])] * 2 if same else list(zip(players, shown, strict=True))

        def send(session: str, unit: Any) -> None:
            record_heartbeat(
                person=place.teacher,
                enrolment=Enrolment.objects.select_related("run__series").get(pk=enrolment.pk),
                unit=unit,
                session=session,
                seq=1,
                intervals=[[0, 10, 1]],
                now=at(10),
            )

        return [lambda own=session, shown=unit: send(own, shown) for session, unit in chosen]

    def credited(self) -> int:
        """Milliseconds credited in all."""
        return sum(length(row.coverage) for row in UnitProgress.objects.all())

    def test_two_players_share_ten_seconds(self, place: Place, both_read_first: None) -> None:
        assert at_once(*self.reports(place, same=False)) == []
        assert self.credited() == 10_000

    def test_the_same_report_twice_is_stored_once(self, place: Place) -> None:
        assert at_once(*self.reports(place, same=True)) == []
        assert (self.credited(), WatchEvent.objects.count()) == (10_000, 1)

    def test_control_without_the_queue_time_is_spent_twice(
        self, place: Place, both_read_first: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(watching, "lock_person", lambda person_id: None)
        unlocked(monkeypatch)
        errors = at_once(*self.reports(place, same=False))
        assert errors or self.credited() > 10_000


def test_the_last_two_units_at_once_give_the_hours_once(place: Place) -> None:
    series = series_of(place.institute, "reading", "reading")
    enrolment = enrolled(place.teacher, open_run(series))

    def mark(unit: Any) -> None:
        own = Enrolment.objects.select_related("run__series", "run__organization", "person").get(pk=enrolment.pk)
        mark_done(actor=place.teacher, enrolment=own, unit=unit)

    assert at_once(*[lambda own=unit: mark(own) for unit in units(series) * 2]) == []
    assert HourEntry.objects.count() == 1
    enrolment.refresh_from_db()
    with pytest.raises(Refusal):
        withdraw(actor=None, enrolment=enrolment)


class TestShares:
    """Two leaders of one school send teachers in the same moment."""

    @pytest.fixture
    def run(self, place: Place) -> CourseRun:
        """A run with one seat for the school."""
        run = open_run(series_of(place.institute, "reading"), mode="nominated", capacity=10)
        set_quotas(actor=None, run=run, seats={place.school.pk: 1})
        return run

    def nominations(self, place: Place, run: CourseRun, refused: list[str]) -> list[Any]:
        """Two teachers that want it; who is told that it is gone is noted in ``refused``."""
        people = [add_teacher(place.school) for _number in range(2)]

        def send(person: Any) -> None:
            own = CourseRun.objects.select_related("series").get(pk=run.pk)
            try:
                nominate(actor=place.leader, run=own, school=place.school, people=[person])
            except Refusal as refusal:
                refused.append(refusal.message)

        return [lambda own=person: send(own) for person in people]

    def test_one_seat_is_given_once(self, place: Place, run: CourseRun) -> None:
        refused: list[str] = []
        assert at_once(*self.nominations(place, run, refused)) == []
        run.refresh_from_db()
        assert (run.taken, run.quotas.get().taken, run.enrolments.count()) == (1, 1, 1)
        assert refused == ["名额已经用完。"]

    def test_control_without_queue_and_guard_the_database_refuses(
        self, place: Place, run: CourseRun, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused: list[str] = []
        tasks = self.nominations(place, run, refused)
        meeting = threading.Barrier(2)

        def take_seat(seen: CourseRun, quota: Any = None) -> bool:
            free = RunQuota.objects.filter(pk=quota.pk, taken__lt=F("seats")).exists()
            meeting.wait(timeout=5)
            return bool(free and RunQuota.objects.filter(pk=quota.pk).update(taken=F("taken") + 1))

        monkeypatch.setattr(nomination_service, "take_seat", take_seat)
        monkeypatch.setattr(nomination_service, "lock_run", lambda own: own)
        unlocked(monkeypatch)
        assert at_once(*tasks) != [], "the CHECK, or a writer that could not wait"
        assert refused == []
        assert Enrolment.objects.count() <= 1


def test_two_deciders_and_an_undo_leave_one_award_standing(place: Place) -> None:
    school, leader = place.school, place.leader
    claim = record(place.teacher, type="school_training", facts={"minutes": 270, "plan_filed": True}, level="school")

    def decide() -> None:
        own = Evidence.objects.select_related("person", "organization").get(pk=claim.pk)
        decide_claims(actor=leader, organization=school, evidence=[own], verdict="accept")

    assert at_once(decide, decide, decide) == []
    batch = DecisionBatch.objects.get()
    assert HourEntry.objects.count() == 1
    refused: list[str] = []

    def undo() -> None:
        try:
            refused.extend(undo_decisions(actor=leader, batch=DecisionBatch.objects.get(pk=batch.pk)).refused)
        except Refusal as refusal:
            refused.append(refusal.message)

    assert at_once(undo, undo, undo) == []
    assert all("撤回过" in message for message in refused)
    assert batch.lines.exclude(undone_at=None).count() == 1
    assert sorted(HourEntry.objects.values_list("kind", flat=True)) == ["award", "reversal"]
    assert HourEntry.objects.aggregate(total=Sum("amount"))["total"] == 0
