"""Small answers for readers beside the catalogue: similar lessons, notes that a hit was opened or one is wanted."""

import re
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.events import announce
from courses.cards import lesson_card, lesson_url
from courses.models import LessonPage
from courses.policies import can_open_lesson
from search.constants import QUERY_LENGTH
from search.desk.services import want_lesson
from search.events import HitOpened
from search.similar import similar_lessons

CODE = re.compile(r"[a-z0-9]{4,16}\Z")


@access.checked("courses.can_open_lesson", visitors=True)
@require_safe
def similar(request: HttpRequest, code: str) -> HttpResponse:
    """Lessons like this one: a part of the lesson page for htmx, a page of its own without script."""
    lesson = get_object_or_404(LessonPage, code=code)
    access.require(can_open_lesson(request.user, lesson))
    part = bool(getattr(request, "htmx", False))
    # The lesson page shows what stands on the same node already.
    lessons = similar_lessons(lesson, request.user, same_node=not part)
    context = {
        "lesson": lesson,
        "lesson_url": lesson_url(lesson),
        "cards": [lesson_card(each, with_author=True) for each in lessons],
    }
    response = render(request, "search/parts/similar.html" if part else "search/similar.html", context)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


# A beacon of ours carries no token, and there is nothing to forge: it adds one to a number. Foreign pages are turned
# away by what the browser says of itself.
@access.public
@csrf_exempt
@require_POST
def hit_opened(request: HttpRequest) -> HttpResponse:
    """Note that a hit was opened (``q``, ``lesson`` unless it is of another kind); always 204, no page waits for it."""
    text, code = request.POST.get("q", "")[:QUERY_LENGTH].strip(), request.POST.get("lesson", "")
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if ours and text and (not code or CODE.match(code)) and ratelimit.consume(request, action="hit_opened"):
        announce(HitOpened(text=text, code=code))
    return HttpResponse(status=204)


@access.public
@require_POST
def lesson_wanted(request: HttpRequest) -> HttpResponse:
    """Tell the editors' desk that somebody would like a lesson about ``q``; back to the answer that had none."""
    text = request.POST.get("q", "").replace("\x00", " ").strip()[:QUERY_LENGTH]
    if text and ratelimit.consume(request, action="lesson_wanted") and (words := want_lesson(actor=None, text=text)):
        messages.success(request, _("已告诉教研员，有人想要“%(words)s”的课。") % {"words": words})
    return redirect(f"/lessons/?{urlencode({'q': text})}" if text else "/lessons/")
