"""A unit as it is learned in a run: the player with what is credited and why, the text, the quiz, what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.interface import duration
from courses.constants import UnitKind
from courses.models import UnitPage
from courses.policies import can_open_lesson
from training.availability import learning_closed, session_words
from training.crediting import FASTEST
from training.intervals import gaps, length
from training.models import Enrolment, QuizAttempt, UnitMark, UnitProgress
from training.run_page import asked_for, progress_by_unit, unit_url
from training.services.completion import parts_of, progress_of, units_of, video_of
from training.services.quiz import questions_of, review
from training.services.watching import open_player

GAPS_SHOWN = 12
SHORTEST_GAP_MS = 1000  # seams between two reports are not worth a line
NEAR_END_MS = 5000


def learn_context(
    person: Any,
    enrolment: Enrolment,
    unit: UnitPage,
    *,
    attempt_id: int | None = None,
    chosen: Mapping[int, Sequence[int]] | None = None,
) -> dict[str, Any]:
    """Template variables of a unit's page.

    ``attempt_id`` names the own attempt whose result is shown, ``chosen`` what a refused one had already answered.
    """
    run = enrolment.run
    units = units_of(run)
    at = next(index for index, each in enumerate(units) if each.pk == unit.pk)
    progress = progress_of(enrolment, unit)
    done = {pk for pk, row in progress_by_unit(enrolment).items() if row.completed_at}
    closed = learning_closed(run, timezone.localdate())
    following = next((each for each in [*units[at + 1 :], *units[:at]] if each.pk not in done), None)
    lesson = unit.lesson if unit.lesson and can_open_lesson(person, unit.lesson) else None
    return {
        "run": run,
        "unit": unit,
        "enrolment": enrolment,
        "crumbs": [
            (_("课程研修"), "/series/"),
            (run.series.title, f"/series/{run.series.code}/"),
            (_("第%(n)s期") % {"n": run.number}, f"/runs/{run.public_id}/"),
            (unit.title, ""),
        ],
        "asked": asked_for(unit),
        "closed": closed,
        "progress": progress,
        "parts": parts_of(enrolment, unit, progress),
        "url": unit_url(run, unit),
        "nodes": [
            {
                "label": each.title,
                "url": unit_url(run, each),
                "current": each.pk == unit.pk,
                "count": _("已完成") if each.pk in done else "",
            }
            for each in units
        ],
        "previous": (units[at - 1].title, unit_url(run, units[at - 1])) if at else None,
        "next": (units[at + 1].title, unit_url(run, units[at + 1])) if at + 1 < len(units) else None,
        "following": (following.title, unit_url(run, following)) if following else None,
        "lesson": (lesson.title, f"/lessons/{lesson.code}/") if lesson else None,
        "mark": UnitMark.objects.filter(enrolment=enrolment, unit=unit).first(),
        **_video(enrolment, unit, progress, counting=not closed),
        **_quiz(enrolment, unit, attempt_id, chosen or {}),
        "sessions": [
            (session_words(each), each.place or run.place) for each in run.sessions.all() if each.unit_id == unit.pk
        ],
    }


def coverage_of(enrolment: Enrolment, unit: UnitPage, progress: UnitProgress) -> dict[str, Any]:
    """What ``<c-coverage>`` takes."""
    video = video_of(unit)
    whole = int(video.duration_ms or 0) if video else 0
    credited = length(progress.coverage)
    left_out = [each for each in gaps(progress.coverage, whole) if each[1] - each[0] >= SHORTEST_GAP_MS]
    values = {
        "credited": duration(credited // 1000),
        "whole": duration(whole // 1000),
        "percent": progress.percent,
    }
    run = enrolment.run
    return {
        "from_text": _("%(series)s第%(n)s期 · %(unit)s")
        % {"series": run.series.title, "n": run.number, "unit": unit.title},
        "back_url": f"/runs/{run.public_id}/",
        "back_label": _("回到班期"),
        "credited": values["credited"],
        "percent": progress.percent,
        "needed": duration(-(-whole * unit.required_percent // 100) // 1000),
        "needed_percent": unit.required_percent,
        "seconds": max(whole // 1000, 1),
        "intervals": [[start / 1000, end / 1000] for start, end in progress.coverage],
        "prompts": [],
        "label": _("全长%(whole)s，已计入%(credited)s") % values,
        "completed": progress.percent >= unit.required_percent,
        "why": _why(values, left_out),
    }


def _why(values: dict[str, Any], left_out: list[tuple[int, int]]) -> str:
    said = _("看过的各段合并后是%(credited)s，全长%(whole)s，所以是%(percent)s%%。") % values
    if left_out:
        said += _("还没有计入的有%(n)s段，列在下面。") % {"n": len(left_out)}
    return said + _(
        "重复看的不重复计；拖过去的不计；同时开两个页面只计一个；快放最多按%(speed)s倍速计。时间以服务器为准。"
    ) % {"speed": f"{FASTEST:g}"}


def _video(enrolment: Enrolment, unit: UnitPage, progress: UnitProgress, *, counting: bool) -> dict[str, Any]:
    video = video_of(unit)
    if unit.kind != UnitKind.VIDEO or video is None:
        return {"player": None}
    address = [enrolment.run.public_id, unit.code]
    whole = int(video.duration_ms or 0)
    start = 0 if progress.position_ms > whole - NEAR_END_MS else progress.position_ms // 1000
    captions = []
    if video.captions:
        src = reverse("training:unit_captions", args=address)
        captions = [{"src": src, "lang": "zh-CN", "label": _("中文字幕"), "default": True}]
    coverage = coverage_of(enrolment, unit, progress)
    left_out = [each for each in gaps(progress.coverage, whole) if each[1] - each[0] >= SHORTEST_GAP_MS]
    return {
        "player": {
            "sources": [{"src": reverse("training:unit_video", args=address), "type": video.content_type}],
            "poster": reverse("training:unit_poster", args=address) if video.poster else "",
            "title": unit.title,
            "captions": captions,
            "start": start,
            "seconds": whole // 1000,
            "heartbeat_url": reverse("training:heartbeat", args=address) if counting else "",
            "session": open_player(enrolment=enrolment, unit=unit) if counting else "",
            "intervals": coverage["intervals"],
            "coverage_id": "coverage",
        },
        "coverage": coverage,
        "left_out": [
            {
                "seconds": start_ms // 1000,
                "text": _("%(start)s—%(end)s") % {"start": duration(start_ms // 1000), "end": duration(end // 1000)},
                "note": _("没有计入"),
            }
            for start_ms, end in left_out[:GAPS_SHOWN]
        ]
        if progress.coverage and not coverage["completed"]
        else [],
    }


def _quiz(
    enrolment: Enrolment, unit: UnitPage, attempt_id: int | None, chosen: Mapping[int, Sequence[int]]
) -> dict[str, Any]:
    if not unit.quiz:
        return {"questions": []}
    attempts = list(enrolment.quiz_attempts.filter(unit=unit).order_by("-at"))
    shown: QuizAttempt | None = next((each for each in attempts if each.pk == attempt_id), None)
    return {
        "questions": [
            {
                "number": each.number,
                "text": each.text,
                "several": each.several,
                "choices": [(text, at in chosen.get(each.number, ())) for at, text in enumerate(each.choices)],
            }
            for each in questions_of(unit)
        ],
        "attempt": shown,
        "answered": review(shown, unit) if shown else [],
        "best": max((each.percent for each in attempts), default=None),
        "attempts": len(attempts),
        "quiz_passed": any(each.passed for each in attempts),
    }
