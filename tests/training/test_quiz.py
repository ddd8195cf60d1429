"""Quizzes: the page asks without knowing, the server checks, the explanation comes after."""

from pathlib import Path
from typing import Any

import pytest

from core.exceptions import Refusal
from home.models import HomePage
from tests.training.conftest import Place
from tests.training.runs import enrolled, open_run, series_of, units
from training.models import QuizAttempt, UnitProgress
from training.services import submit_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(home: HomePage, protected_files: Path) -> None:
    """Series are pages."""


def test_every_attempt_is_kept_and_the_pass_completes_the_unit(near: Place) -> None:
    series = series_of(near.institute, "quiz", "reading")
    unit = units(series)[0]
    enrolment = enrolled(near.teacher, open_run(series))
    values: dict[str, Any] = {"person": near.teacher, "enrolment": enrolment, "unit": unit}
    half = submit_quiz(**values, answers={1: [0], 2: [0]})
    assert (half.percent, half.passed) == (50, False)
    assert UnitProgress.objects.get().completed_at is None
    assert submit_quiz(**values, answers={1: [0], 2: [1, 0]}).passed
    completed_at = UnitProgress.objects.get().completed_at
    assert completed_at is not None
    submit_quiz(**values, answers={1: [1], 2: [2]})
    assert UnitProgress.objects.get().completed_at == completed_at
    assert QuizAttempt.objects.count() == 3


@pytest.mark.parametrize("answers", [{}, {1: [0]}, {1: [0], 2: []}, {1: [0], 2: [7]}, {1: [-1], 2: [0]}])
def test_what_was_not_answered_is_not_counted(near: Place, answers: dict[int, list[int]]) -> None:
    series = series_of(near.institute, "quiz")
    enrolment = enrolled(near.teacher, open_run(series))
    with pytest.raises(Refusal, match="还没有选"):
        submit_quiz(person=near.teacher, enrolment=enrolment, unit=units(series)[0], answers=answers)
    assert not QuizAttempt.objects.exists()


def test_answers_to_older_questions_are_refused(near: Place) -> None:
    series = series_of(near.institute, "quiz")
    unit = units(series)[0]
    enrolment = enrolled(near.teacher, open_run(series))
    shown = unit.live_revision_id
    unit.save_revision().publish()
    unit.refresh_from_db()
    with pytest.raises(Refusal, match="更新过"):
        submit_quiz(person=near.teacher, enrolment=enrolment, unit=unit, answers={1: [0], 2: [0, 1]}, revision_id=shown)


def test_the_page_never_contains_the_answers_before_they_were_given(near: Place, enter: Any) -> None:
    series = series_of(near.institute, "quiz")
    unit = units(series)[0]
    run = open_run(series)
    enrolled(near.teacher, run)
    client, address = enter(near.teacher), f"/runs/{run.public_id}/units/{unit.code}/"
    page = client.get(address).content.decode()
    assert "除以一个不为0的数" in page
    for secret in ("商不变的性质", "分子是1", "correct", "正确的"):
        assert secret not in page
    refused = client.post(f"{address}quiz/", {"q1": "0"})
    assert (refused.status_code, refused.content.decode().count(" checked")) == (422, 1)
    assert 'href="#q2-0"' in refused.content.decode()
    failed = client.post(f"{address}quiz/", {"q1": "1", "q2": ["0"]}, follow=True).content.decode()
    assert "商不变的性质" in failed
    assert "正确的" not in failed
    passed = client.post(f"{address}quiz/", {"q1": "0", "q2": ["0", "1"]}, follow=True).content.decode()
    assert "答对100%，合格" in passed
    assert "这个单元已完成" in passed
