"""Many at once: seats are never oversold and time is credited once. Each guard has a control that must fail."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from core.exceptions import Refusal
from home.bootstrap import bootstrap_site
from tests.training.conftest import Place, add_teacher, build_place
from tests.training.runs import at, enrolled, open_run, series_of, units
from tests.training.test_award_race import at_once
from training.intervals import length
from training.models import CourseRun, Enrolment, HourEntry, UnitProgress, WatchEvent
from training.services import enrolment as enrolment_service
from training.services import load_rule_sets, mark_done, open_player, record_heartbeat, watching, withdraw
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
