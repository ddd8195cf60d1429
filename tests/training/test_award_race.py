"""Many workers, one person: an award is given once, and the chain stays whole. The control must fail."""

import contextlib
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from tests.training.conftest import Place, build_place
from tests.training.factories import record
from training.chain import verify_chain
from training.constants import EvidenceState
from training.models import Evidence, HourEntry, YearTotal
from training.services import certify_evidence, ledger, load_rule_sets, post_entries


@pytest.fixture
def place(committed_db: None) -> Place:
    """A district whose rows other threads see."""
    load_rule_sets(actor=None)
    return build_place("沙坪坝区", "cq")


def at_once(*tasks: Callable[[], Any]) -> list[Exception]:
    """Run all tasks in threads of their own, started together; returns what they raised."""
    errors: list[Exception] = []
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            task()
        except DatabaseError as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


def certified_but_unposted(person: Any) -> None:
    """Evidence whose posting is still to come, as after a worker died."""
    record(person, source_id="one", occurred_on=date(2026, 9, 1))
    Evidence.objects.update(state=EvidenceState.CERTIFIED, certified_at=timezone.now())


@pytest.fixture
def both_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold each poster after it has read, until the other has read too (or cannot)."""
    meeting = threading.Barrier(2)
    real = ledger.draft_entries

    def draft(**kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=1.5)
        return real(**kwargs)

    monkeypatch.setattr(ledger, "draft_entries", draft)


def test_two_posters_queue_and_the_second_finds_nothing_to_do(place: Place, both_read_first: None) -> None:
    certified_but_unposted(place.teacher)
    post = lambda: post_entries(person=place.teacher, actor=None)  # noqa: E731
    assert at_once(post, post) == []
    assert HourEntry.objects.count() == 1
    assert YearTotal.objects.get(scope="total").year_amount == 100


def test_control_without_the_queue_they_collide(
    place: Place, both_read_first: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified_but_unposted(place.teacher)
    monkeypatch.setattr(ledger, "lock_person", lambda person_id: None)
    if connection.vendor == "sqlite":  # the queue of SQLite is its transaction mode
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    post = lambda: post_entries(person=place.teacher, actor=None)  # noqa: E731
    assert at_once(post, post) != []
    assert HourEntry.objects.count() <= 1  # the constraints are the last line of defence


def test_identical_decisions_give_one_award(place: Place) -> None:
    for number in range(5):
        evidence = record(place.teacher, source_id=str(number), occurred_on=date(2026, 9, 1 + number))

        def certify(own: Evidence = evidence) -> None:
            certify_evidence(actor=None, evidence=Evidence.objects.get(pk=own.pk), certifier=place.institute)

        assert at_once(*[certify] * 6) == []
        assert HourEntry.objects.filter(evidence=evidence).count() == 1
    assert YearTotal.objects.get(scope="total").year_amount == 500
    assert verify_chain(place.teacher) is None


def test_different_decisions_for_one_person_keep_the_chain(place: Place) -> None:
    pieces = [record(place.teacher, source_id=str(n), occurred_on=date(2026, 9, 1 + n)) for n in range(6)]
    tasks = [lambda own=each: certify_evidence(actor=None, evidence=own, certifier=place.institute) for each in pieces]
    assert at_once(*tasks) == []
    assert list(HourEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert verify_chain(place.teacher) is None
