"""The desk of editors: what is asked, what is not found, what stands first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.exceptions import Refusal
from search.constants import QUERY_LOG_DAYS, WORDS_LENGTH
from search.desk import reading, services
from search.desk.forms import PERIODS, PeriodForm, PinForm
from search.desk.models import PinnedAnswer
from search.finding import search
from search.policies import can_shape_search
from search.queries import SearchQuery
from search.showing import shown_lessons

OFFERED = 8


@access.checked("search.can_shape_search")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What do teachers look for, and where do we have nothing?"""
    access.require(can_shape_search(request.user))
    form = PeriodForm(request.GET)
    days = int(form.cleaned_data["days"] or 30) if form.is_valid() else 30
    context = {
        "figures": reading.figures(days),
        "days": days,
        "periods": [(f"?days={value}", label, int(value) == days) for value, label in PERIODS],
        "kept_days": QUERY_LOG_DAYS,
        "pins": reading.pins(),
    }
    return render(request, "search/desk.html", context)


@access.checked("search.can_shape_search")
@require_http_methods(["GET", "HEAD", "POST"])
def new_pin(request: HttpRequest) -> HttpResponse:
    """Pin a lesson to a query: pick one of what is found, or paste an address."""
    access.require(can_shape_search(request.user))
    words = request.GET.get("words", "")[:WORDS_LENGTH].replace("\x00", "")
    form = PinForm(request.POST or None, initial={"words": words})
    if request.method == "POST" and form.is_valid():
        try:
            pin = services.pin_lesson(actor=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(
                request,
                _("《%(title)s》已置顶在“%(words)s”。") % {"title": pin.lesson.title, "words": pin.words},
            )
            return redirect("search:desk")
    return render(request, "search/pin.html", {"form": form, "words": words, "offered": _offered(words, request.user)})


@access.checked("search.can_shape_search")
@require_POST
def remove_pin(request: HttpRequest, pin_id: int) -> HttpResponse:
    """Take a pin away."""
    access.require(can_shape_search(request.user))
    pin = get_object_or_404(PinnedAnswer.objects.select_related("lesson"), pk=pin_id)
    words, title = pin.words, pin.lesson.title
    services.unpin_lesson(actor=request.user, pin=pin)
    messages.success(request, _("《%(title)s》不再置顶在“%(words)s”。") % {"title": title, "words": words})
    return redirect("search:desk")


def _offered(words: str, user: Any) -> list[Any]:
    """The first hits for ``words``, to choose from."""
    if not words.strip():
        return []
    hits = search(SearchQuery(text=words, page_size=OFFERED, members=True)).hits
    lessons = shown_lessons([hit.page_id for hit in hits], user)
    return [lessons[hit.page_id] for hit in hits if hit.page_id in lessons]
