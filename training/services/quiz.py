"""Quizzes are checked here; a page that asks never knows the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from courses.models import UnitPage
from training.models import Enrolment, QuizAttempt
from training.services.completion import progress_of, require_open, settle_unit
from training.services.ledger import lock_person


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it may be shown: no word about which choice is right."""

    number: int
    text: str
    choices: list[str]
    several: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question after an attempt: what was chosen, whether that was right, and why."""

    number: int
    text: str
    chosen: list[str]
    right: bool
    right_choices: list[str]
    explanation: str


def questions_of(unit: UnitPage) -> list[Question]:
    """The questions of a unit, for asking."""
    return [
        Question(number, value["question"], [str(each["text"]) for each in value["choices"]], len(_right(value)) > 1)
        for number, value in _numbered(unit)
    ]


@transaction.atomic
def submit_quiz(
    *,
    person: Any,
    enrolment: Enrolment,
    unit: UnitPage,
    answers: Mapping[int, Sequence[int]],
    revision_id: int | None = None,
    now: datetime | None = None,
) -> QuizAttempt:
    """Check ``answers`` (question number from 1 → positions of choices from 0), keep the attempt, settle the unit.

    ``revision_id`` names the questions that were shown. Refuses an unanswered question, questions that changed in
    between, and a run in which learning does not count.
    """
    now = now or timezone.now()
    numbered = _numbered(unit)
    if not numbered:
        raise Refusal(_("这个单元没有小测。"))
    if revision_id is not None and revision_id != unit.live_revision_id:
        raise Refusal(_("题目刚刚更新过，请看过新题再答。"))
    for number, value in numbered:
        if not _valid(answers.get(number, ()), len(value["choices"])):
            raise Refusal(_("第%(n)s题还没有选。") % {"n": number}, field=f"q{number}")
    lock_person(person.pk)
    require_open(enrolment, now)
    right = sum(set(answers[number]) == _right(value) for number, value in numbered)
    percent = 100 * right // len(numbered)
    attempt = QuizAttempt.objects.create(
        enrolment=enrolment,
        unit=unit,
        revision_id=unit.live_revision_id,
        answers={str(number): sorted(set(answers[number])) for number, _value in numbered},
        percent=percent,
        passed=percent >= unit.pass_percent,
        at=now,
    )
    settle_unit(enrolment=enrolment, unit=unit, progress=progress_of(enrolment, unit), now=now)
    return attempt


def review(attempt: QuizAttempt, unit: UnitPage) -> list[Answered]:
    """The attempt question by question; the right choices are named once it is passed. Empty after the quiz changed."""
    if attempt.revision_id != unit.live_revision_id:
        return []
    found = []
    for number, value in _numbered(unit):
        texts = [str(each["text"]) for each in value["choices"]]
        chosen, right = set(attempt.answers.get(str(number), [])), _right(value)
        found.append(
            Answered(
                number=number,
                text=value["question"],
                chosen=[text for at, text in enumerate(texts) if at in chosen],
                right=chosen == right,
                right_choices=[text for at, text in enumerate(texts) if at in right] if attempt.passed else [],
                explanation=value["explanation"],
            )
        )
    return found


def _numbered(unit: UnitPage) -> list[tuple[int, Any]]:
    return [(number, block.value) for number, block in enumerate(unit.quiz, start=1)]


def _right(value: Any) -> set[int]:
    return {at for at, choice in enumerate(value["choices"]) if choice["correct"]}


def _valid(chosen: Sequence[int], choices: int) -> bool:
    return bool(chosen) and all(0 <= at < choices for at in chosen)
