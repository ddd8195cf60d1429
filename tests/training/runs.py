"""Series and runs for tests, made by the services."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from courses.models import SeriesPage, UnitPage
from courses.services import add_unit, create_series, publish_series
from home.services import ensure_organization_page
from materials.models import Material
from training.models import CourseRun, Enrolment
from training.services import approve_run, enrol, propose_run

QUESTIONS = [
    {
        "question": "除以一个不为0的数，等于乘这个数的什么？",
        "choices": [("倒数", True), ("相反数", False)],
        "explanation": "商不变的性质可以推出来",
    },
    {
        "question": "哪些是分数单位？",
        "choices": [("1/2", True), ("1/3", True), ("2/3", False)],
        "explanation": "分子是1",
    },
]


def video(seconds: int = 60) -> Material:
    """A video of known length; its bytes are not looked at here."""
    material = Material(
        kind="class_recording",
        title="课堂实录",
        original_name="课.mp4",
        content_type="video/mp4",
        size=4,
        sha256=uuid4().hex,
        visibility="owner",
        duration_ms=seconds * 1000,
    )
    material.file.save("课.mp4", ContentFile(b"film"), save=False)
    material.captions.save("课.vtt", ContentFile(b"WEBVTT\n"), save=False)
    material.save()
    return material


def series_of(organization: Any, *kinds: str, **content: Any) -> SeriesPage:
    """A published series of five 学时 with a unit of each kind, in that order."""
    page = ensure_organization_page(organization=organization, actor=None)
    values = {"title": "数与运算单元整体教学", "summary": "看懂一致性", "minutes": 225, **content}
    series = create_series(parent_page=page, actor=None, organization=organization, **values)
    for number, kind in enumerate(kinds, start=1):
        extra: dict[str, Any] = {"video": video()} if kind == "video" else {}
        if kind == "quiz":
            extra["questions"] = QUESTIONS
        add_unit(series=series, actor=None, title=f"单元{number}", kind=kind, **extra)
    publish_series(series=series, actor=None)
    return series


def units(series: SeriesPage) -> list[UnitPage]:
    """Its units in order."""
    return list(UnitPage.objects.child_of(series).order_by("path"))


def open_run(series: SeriesPage, *, approved: bool = True, **fields: Any) -> CourseRun:
    """A run that takes people in and is on."""
    now, today = timezone.now(), timezone.localdate()
    values: dict[str, Any] = {
        "enrol_from": now - timedelta(days=10),
        "enrol_until": now + timedelta(days=10),
        "starts_on": today - timedelta(days=5),
        "ends_on": today + timedelta(days=20),
        **fields,
    }
    run = propose_run(actor=None, series=series, **values)
    return approve_run(actor=None, run=run) if approved else run


def enrolled(person: Any, run: CourseRun) -> Enrolment:
    """The person enrols."""
    return enrol(actor=person, person=person, run=run)


def at(seconds: float) -> datetime:
    """A moment of the test's own clock."""
    return datetime.combine(timezone.localdate(), datetime.min.time(), tzinfo=timezone.get_current_timezone()) + (
        timedelta(hours=10, seconds=seconds)
    )
