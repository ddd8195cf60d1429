"""Learning a unit of a run: the page, reports of the player, marking, the quiz, and the files it shows."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.exceptions import Refusal
from core.refusals import refusal_told
from core.templatetags.interface import duration
from courses.constants import UnitKind
from courses.models import UnitPage
from materials.serving import serve_file
from training.forms import TaskForm
from training.intervals import length
from training.learn_page import learn_context
from training.models import Enrolment, UnitProgress
from training.policies import can_learn
from training.run_page import unit_url
from training.services.completion import mark_done, video_of
from training.services.enrolment import active_enrolment
from training.services.quiz import questions_of, submit_quiz
from training.services.watching import record_heartbeat
from training.views.runs import find_run

MOST_BEATS = 10**6
POSTERS = {"svg": "image/svg+xml", "webp": "image/webp", "png": "image/png"}


def open_unit(request: HttpRequest, public_id: uuid.UUID, code: str) -> tuple[Enrolment, UnitPage]:
    """The person's own seat and a unit of that run, or 404: a run one is not in has no units."""
    found = find_run(public_id)
    enrolment = active_enrolment(request.user, found)
    if enrolment is None:
        raise Http404
    enrolment.run = found
    access.require(can_learn(request.user, enrolment))
    units = UnitPage.objects.child_of(found.series).live().select_related("video", "lesson__video")
    return enrolment, get_object_or_404(units, code=code)


@access.checked("training.can_learn")
@require_safe
@never_cache
def learn(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """What is this unit about, and what is still missing in it?"""
    enrolment, unit = open_unit(request, public_id, code)
    attempt = request.GET.get("attempt", "")
    context = learn_context(
        request.user, enrolment, unit, attempt_id=int(attempt) if attempt.isascii() and attempt.isdigit() else None
    )
    if unit.kind == UnitKind.TASK:
        context["form"] = TaskForm(initial={"text": context["mark"].text if context["mark"] else ""})
    return render(request, "training/learn.html", context)


@access.checked("training.can_learn")
@require_POST
def heartbeat(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """A report of the player (JSON: session, seq, intervals in seconds); the answer is what the server has credited."""
    enrolment, unit = open_unit(request, public_id, code)
    try:
        report = json.loads(request.body)
        session, seq, intervals = report["session"], report["seq"], report["intervals"]
    except (ValueError, TypeError, KeyError):
        return JsonResponse({"error": _("播放记录的格式不对。")}, status=400)
    if not isinstance(session, str) or type(seq) is not int or not 0 <= seq < MOST_BEATS:
        return JsonResponse({"error": _("播放记录的格式不对。")}, status=400)
    try:
        progress = record_heartbeat(
            person=request.user, enrolment=enrolment, unit=unit, session=session, seq=seq, intervals=intervals
        )
    except Refusal as refusal:
        return JsonResponse({"error": refusal.message}, status=409)
    return JsonResponse(_credited(progress, unit))


def _credited(progress: UnitProgress, unit: UnitPage) -> dict[str, Any]:
    return {
        "coverage": [[start / 1000, end / 1000] for start, end in progress.coverage],
        "percent": progress.percent,
        "credited": duration(length(progress.coverage) // 1000),
        "completed": progress.percent >= unit.required_percent,
    }


@access.checked("training.can_learn")
@require_POST
def done(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """A reading was read, a task is handed in."""
    enrolment, unit = open_unit(request, public_id, code)
    form = TaskForm(request.POST) if unit.kind == UnitKind.TASK else None
    text = form.cleaned_data["text"] if form is not None and form.is_valid() else ""
    if form is None or form.is_valid():
        with refusal_told(request, form):
            mark_done(actor=request.user, enrolment=enrolment, unit=unit, text=text)
            messages.success(request, _("已记下。") if form is None else _("已上交。"))
            return redirect(unit_url(enrolment.run, unit))
        if form is None:
            return redirect(unit_url(enrolment.run, unit))
    context = {**learn_context(request.user, enrolment, unit), "form": form}
    return render(request, "training/learn.html", context, status=422)


@access.checked("training.can_learn")
@require_POST
def quiz(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Hand the answers in; the result is shown with the explanations."""
    enrolment, unit = open_unit(request, public_id, code)
    answers = {
        each.number: [int(value) for value in request.POST.getlist(f"q{each.number}") if value.isdecimal()]
        for each in questions_of(unit)
    }
    revision = request.POST.get("revision", "")
    try:
        attempt = submit_quiz(
            person=request.user,
            enrolment=enrolment,
            unit=unit,
            answers=answers,
            revision_id=int(revision) if revision.isdecimal() else None,
        )
    except Refusal as refusal:
        context = learn_context(request.user, enrolment, unit, chosen=answers)
        errors = [{"message": refusal.message, "target": f"{refusal.field}-0" if refusal.field else ""}]
        return render(request, "training/learn.html", {**context, "errors": errors}, status=422)
    return redirect(f"{unit_url(enrolment.run, unit)}?attempt={attempt.pk}#quiz")


@access.checked("training.can_learn")
@require_safe
def unit_video(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponseBase:
    """The stream of the unit's video: whoever holds a seat may watch it, whatever the lesson's own readers are."""
    video = _video(request, public_id, code)
    return serve_file(
        request, video.file, filename=video.original_name, content_type=video.content_type, as_attachment=False
    )


@access.checked("training.can_learn")
@require_safe
def unit_captions(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponseBase:
    """Its captions."""
    video = _video(request, public_id, code)
    return serve_file(request, video.captions, filename=f"{code}.vtt", content_type="text/vtt", as_attachment=False)


@access.checked("training.can_learn")
@require_safe
def unit_poster(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponseBase:
    """Its cover."""
    poster = _video(request, public_id, code).poster
    suffix = str(poster.name).rsplit(".", 1)[-1].lower()
    content_type = POSTERS.get(suffix, "image/jpeg")
    return serve_file(request, poster, filename=f"{code}.{suffix}", content_type=content_type, as_attachment=False)


def _video(request: HttpRequest, public_id: uuid.UUID, code: str) -> Any:
    _enrolment, unit = open_unit(request, public_id, code)
    video = video_of(unit)
    if video is None:
        raise Http404
    return video
