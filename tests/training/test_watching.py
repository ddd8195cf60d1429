"""Watching: the server's clock decides, once, for one place at a time."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from core.exceptions import Refusal
from home.models import HomePage
from tests.training.conftest import Place, add_teacher
from tests.training.runs import at, enrolled, open_run, series_of, units
from training import crediting
from training.intervals import covered_percent, gaps, length, merged
from training.models import Enrolment, HourEntry, UnitProgress, WatchEvent
from training.services import open_player, rebuild_progress, record_heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(home: HomePage, protected_files: Path) -> None:
    """Series are pages, their videos are files."""


class Viewer:
    """A person with two video units of 60 seconds each."""

    def __init__(self, place: Place, person: Any = None) -> None:
        self.person = person or place.teacher
        self.series = series_of(place.institute, "video", "video")
        self.run = open_run(self.series)
        self.units = units(self.series)
        self.enrolment: Enrolment = enrolled(self.person, self.run)

    def open(self, second: float, unit: int = 0) -> str:
        """A player opened at ``second``."""
        return open_player(enrolment=self.enrolment, unit=self.units[unit], now=at(second))

    def beat(self, session: str, seq: int, second: float, *intervals: Any, unit: int = 0) -> UnitProgress:
        """A report that arrives at ``second``."""
        return record_heartbeat(
            person=self.person,
            enrolment=self.enrolment,
            unit=self.units[unit],
            session=session,
            seq=seq,
            intervals=[list(each) for each in intervals],
            now=at(second),
        )


@pytest.fixture
def viewer(near: Place) -> Viewer:
    """The teacher in a run."""
    return Viewer(near)


class TestCredit:
    """What counts."""

    def test_honest_watching_counts_to_the_end_and_completes(self, viewer: Viewer) -> None:
        session = viewer.open(0)
        for seq in range(1, 7):
            late = 0.4 if seq % 2 else -0.3
            progress = viewer.beat(session, seq, 2 + seq * 10 + late, (seq * 10 - 10, seq * 10, 1))
        assert progress.coverage == [[0, 60000]]
        assert (progress.percent, progress.completed_at is not None) == (100, True)

    def test_double_speed_is_the_fastest_that_counts(self, viewer: Viewer) -> None:
        assert viewer.beat(viewer.open(0), 1, 10, (0, 20, 2)).coverage == [[0, 20000]]
        assert viewer.beat(viewer.open(100), 1, 110, (20, 60, 16)).coverage == [[0, 40000]]

    def test_a_made_up_report_gets_no_more_than_the_clock(self, viewer: Viewer) -> None:
        progress = viewer.beat(viewer.open(0), 1, 5, (0, 60, 1))
        assert progress.coverage == [[0, 5000]]
        assert progress.completed_at is None

    def test_a_replay_and_a_repeated_number_add_nothing(self, viewer: Viewer) -> None:
        session = viewer.open(0)
        viewer.beat(session, 1, 10, (0, 10, 1))
        assert viewer.beat(session, 1, 20, (10, 20, 1)).coverage == [[0, 10000]]
        assert viewer.beat(session, 2, 20, (0, 10, 1)).coverage == [[0, 10000]]
        assert WatchEvent.objects.count() == 2

    def test_two_players_at_the_same_time_count_as_one(self, viewer: Viewer) -> None:
        first, second = viewer.open(0), viewer.open(0, unit=1)
        for seq in range(1, 6):
            one = viewer.beat(first, seq, seq * 10, (seq * 10 - 10, seq * 10, 1))
            two = viewer.beat(second, seq, seq * 10, (seq * 10 - 10, seq * 10, 1), unit=1)
        assert length(one.coverage) + length(two.coverage) <= 50_000
        assert length(one.coverage) == 50_000

    def test_stretches_outside_the_video_are_nothing(self, viewer: Viewer) -> None:
        progress = viewer.beat(viewer.open(0), 1, 30, (-5, 1, 1), (59, 80, 1), (30, 20, 1))
        assert progress.coverage == [[0, 1000], [59000, 60000]]

    @pytest.mark.parametrize("bad", [[[1]], [["a", 2, 1]], [[0, float("inf"), 1]], [[0, 1, 1]] * 201, [[True, 2, 1]]])
    def test_nonsense_is_refused(self, viewer: Viewer, bad: list[Any]) -> None:
        with pytest.raises(Refusal):
            viewer.beat(viewer.open(0), 1, 10, *bad)

    def test_a_player_is_good_for_its_person_and_unit_only(self, viewer: Viewer, near: Place) -> None:
        other = add_teacher(near.school)
        theirs = enrolled(other, viewer.run)
        session = viewer.open(0)
        with pytest.raises(Refusal):
            record_heartbeat(
                person=other, enrolment=theirs, unit=viewer.units[0], session=session, seq=1, intervals=[], now=at(9)
            )
        with pytest.raises(Refusal):
            viewer.beat(session, 1, 10, (0, 10, 1), unit=1)
        with pytest.raises(Refusal):
            viewer.beat("made-up", 1, 10, (0, 10, 1))

    def test_both_videos_give_the_hours(self, viewer: Viewer) -> None:
        for unit in (0, 1):
            viewer.beat(viewer.open(100 * unit, unit), 1, 100 * unit + 60, (0, 60, 1), unit=unit)
        assert HourEntry.objects.get().evidence.source_id == str(viewer.enrolment.pk)


class TestFold:
    """Progress is a function of the events."""

    def test_folding_gives_what_stands_whatever_was_reported(self, viewer: Viewer) -> None:
        chance = random.Random(7)
        players = [(viewer.open(0), 0), (viewer.open(3, 1), 1), (viewer.open(20), 0)]
        second = 5.0
        for seq in range(1, 60):
            second += chance.uniform(0, 9)
            session, unit = chance.choice(players)
            start = chance.uniform(0, 55)
            viewer.beat(
                session, seq, second, (start, start + chance.uniform(0, 12), chance.choice([1, 1.5, 2])), unit=unit
            )
        before = {row.unit_id: row.coverage for row in UnitProgress.objects.all()}
        assert len(before) == 2
        assert rebuild_progress(actor=None) == []
        UnitProgress.objects.update(coverage=[], percent=0)
        assert len(rebuild_progress(actor=None)) == 2
        assert {row.unit_id: row.coverage for row in UnitProgress.objects.all()} == before

    def test_the_command_says_what_differed(self, viewer: Viewer, capsys: Any) -> None:
        viewer.beat(viewer.open(0), 1, 10, (0, 10, 1))
        UnitProgress.objects.update(coverage=[[0, 60000]])
        call_command("rebuild_progress")
        assert "1 progress rows differed" in capsys.readouterr().out
        assert UnitProgress.objects.get().coverage == [[0, 10000]]

    def test_without_the_clock_the_same_reports_would_count_in_full(
        self, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The control: the bound is what holds the made-up report back."""
        monkeypatch.setattr(crediting, "FASTEST", 1000.0)
        assert viewer.beat(viewer.open(0), 1, 5, (0, 60, 1000)).coverage == [[0, 60000]]


class TestPage:
    """The player and its reports."""

    def test_the_page_plays_counts_and_explains(self, viewer: Viewer, enter: Any) -> None:
        address = f"/runs/{viewer.run.public_id}/units/{viewer.units[0].code}/"
        viewer.beat(viewer.open(0), 1, 34, (0, 34, 1))
        client = enter(viewer.person)
        text = client.get(address).content.decode()
        for wanted in ("data-heartbeat-url", "captions.vtt", 'data-start="34"', "为什么是这么多", "0:34—1:00", "56%"):
            assert wanted in text
        assert b"".join(client.get(f"{address}video/").streaming_content) == b"film"
        assert client.get(f"{address}captions.vtt").status_code == 200
        assert Client().get(f"{address}video/").status_code == 302
        assert client.get(address).headers["Cache-Control"].startswith("max-age=0")

    def test_reports_are_answered_with_what_counts(self, viewer: Viewer, enter: Any, near: Place) -> None:
        address = f"/runs/{viewer.run.public_id}/units/{viewer.units[0].code}/heartbeat/"
        client = enter(viewer.person)
        session = open_player(enrolment=viewer.enrolment, unit=viewer.units[0])

        def send(by: Client, **body: Any) -> Any:
            return by.post(address, json.dumps(body), content_type="application/json")

        answer = send(client, session=session, seq=1, intervals=[[0, 60, 1]], client_time="2099-01-01T00:00:00Z")
        assert answer.status_code == 200
        assert set(answer.json()) == {"coverage", "percent", "credited", "completed"}
        assert answer.json()["percent"] < 10
        assert answer.json()["completed"] is False
        assert send(client, session="x", seq=1, intervals=[]).status_code == 409
        for body in (
            {},
            {"session": session, "seq": "1", "intervals": []},
            {"session": session, "seq": -1, "intervals": []},
        ):
            assert send(client, **body).status_code == 400
        assert client.post(address, "no", content_type="application/json").status_code == 400
        assert send(enter(near.leader), session=session, seq=2, intervals=[[0, 1, 1]]).status_code == 404


class TestIntervals:
    """Arithmetic."""

    def test_union_gaps_and_percent(self) -> None:
        assert merged([(5, 9), (0, 3), (2, 5), (7, 7)]) == [(0, 9)]
        assert gaps([(10, 20), (40, 50)], 50) == [(0, 10), (20, 40)]
        assert gaps([], 5) == [(0, 5)]
        assert covered_percent([(0, 599)], 1000) == 59
        assert covered_percent([(0, 5)], 0) == 0
