"""Small answers for readers beside the catalogue: lessons like this one, and the note that a hit was opened."""

import re

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.events import announce
from courses.cards import lesson_card, lesson_url
from courses.models import LessonPage
from courses.policies import can_open_lesson
from search.constants import QUERY_LENGTH
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
    """Note that a hit was opened (``q``, ``lesson``); always 204, a reader's page never waits for it."""
    text, code = request.POST.get("q", "")[:QUERY_LENGTH].strip(), request.POST.get("lesson", "")
    ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    if ours and text and CODE.match(code) and ratelimit.consume(request, action="hit_opened"):
        announce(HitOpened(text=text, code=code))
    return HttpResponse(status=204)
