"""Loaded history: the same engine, text and chain as one certification after another."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from tests.training.conftest import Place, add_teacher
from tests.training.factories import certified
from training.chain import verify_chain
from training.hours_page import hours_page
from training.models import Evidence, HourEntry, YearTotal
from training.services import HistoryRecord, assign_rule_set, post_history, rebuild_totals

pytestmark = pytest.mark.django_db

AMOUNTS = ("clause", "year", "cycle", "amount", "raw_amount", "year_amount", "cycle_amount", "scopes", "level")


@pytest.fixture(autouse=True)
def in_november() -> Any:
    """A day after everything."""
    with time_machine.travel("2026-11-24T10:00:00+08:00", tick=True):
        yield


def records(place: Place, person: Any, number: int = 8) -> list[HistoryRecord]:
    """Trainings of two years, certified three days after each."""
    days = [date(2025, 3, 3) + timedelta(days=60 * n) for n in range(number)]
    return [
        HistoryRecord(
            person=person,
            type="training" if n % 2 else "online_course",
            level="district",
            occurred_on=day,
            title=f"培训{n}",
            facts={"minutes": 135 + 45 * n},
            source_type="history",
            source_id=str(n),
            certifier=place.institute,
            certified_by=place.leader,
            certified_at=timezone.make_aware(datetime(day.year, day.month, day.day, 10)) + timedelta(days=3),
        )
        for n, day in enumerate(days)
    ]


def test_history_equals_one_by_one(near: Place) -> None:
    other = add_teacher(near.school)
    for each in records(near, near.teacher):
        certified(
            near.teacher,
            certifier=near.institute,
            type=each.type,
            level=each.level,
            occurred_on=each.occurred_on,
            facts=each.facts,
            source_id=each.source_id,
        )
    post_history(actor=None, records=records(near, other))
    first, second = (list(p.hour_entries.order_by("seq").values_list(*AMOUNTS)) for p in (near.teacher, other))
    assert first == second
    assert verify_chain(other) is None
    assert rebuild_totals(actor=None) == 0
    signed = other.hour_entries.order_by("seq").first()
    assert (signed.actor, timezone.localtime(signed.posted_at).date()) == (near.leader, date(2025, 3, 6))


def test_a_second_load_adds_nothing_and_new_history_is_appended(near: Place) -> None:
    post_history(actor=None, records=records(near, near.teacher, 4))
    again = post_history(actor=None, records=records(near, near.teacher, 4))
    assert (again.evidence, again.entries) == (0, 0)
    more = post_history(actor=None, records=records(near, near.teacher, 6))
    assert (more.evidence, more.entries) == (2, 2)
    assert verify_chain(near.teacher) is None
    call_command("verify_ledger")


def test_a_day_without_a_school_is_reported(near: Place) -> None:
    record = records(near, near.teacher, 1)[0]
    early = HistoryRecord(**{**record.__dict__, "occurred_on": date(2001, 1, 1)})
    report = post_history(actor=None, records=[early])
    assert report.homeless == [f"{near.teacher}：培训0"]
    assert not Evidence.objects.exists()


def test_minutes_are_said_where_two_places_do_not_re_add(near: Place) -> None:
    assign_rule_set(actor=None, organization=near.school, set_key="cv-nj", since=date(2011, 9, 1))
    for day in (1, 2):
        certified(
            near.teacher,
            certifier=near.institute,
            type="public_lesson",
            role="listener",
            occurred_on=date(2026, 10, day),
            facts={"minutes": 45},
        )
    page = hours_page(near.teacher)
    assert page.done == 44
    assert (page.total, page.nodes[0]["note"]) == ("0.97", "44分钟")
    leaves = page.nodes[0]["children"][0]["children"]
    assert [leaf["note"].rpartition("，")[2] for leaf in leaves] == ["22分钟", "22分钟"]
    assert HourEntry.objects.count() == 2
    assert YearTotal.objects.get(scope="total").year_amount == 44
