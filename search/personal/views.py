"""我的检索: recent and saved searches of the person who is signed in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from core.exceptions import Refusal
from courses.cards import lesson_url
from courses.models import LessonPage
from search.constants import RECENT_KEPT, SAVED_LIMIT
from search.personal import services
from search.personal.addresses import NAME_LENGTH, address_of, described
from search.personal.forms import RecentForm, SavedSearchForm
from search.personal.models import RecentSearch, SavedSearch, SavedSearchMatch, SearchHabit
from search.policies import can_keep_search

MATCHES_SHOWN = 5


@access.signed_in
@require_safe
def my_searches(request: HttpRequest) -> HttpResponse:
    """What do I look for again and again, and what is new there?"""
    habit = SearchHabit.objects.filter(person=request.user.pk).first()
    context = {
        "saved": _saved(request.user),
        "recent": list(RecentSearch.objects.filter(person=request.user.pk)),
        "keeps_recent": habit is None or habit.keeps_recent,
        "recent_kept": RECENT_KEPT,
        "limit": SAVED_LIMIT,
    }
    return render(request, "search/my_searches.html", context)


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_saved_search(request: HttpRequest) -> HttpResponse:
    """Save the search of the address (``?q=…&grade=…``) under a name."""
    address = address_of(request.GET)
    words = described(address) if address else ""
    form = SavedSearchForm(request.POST or None, initial={"name": words[:NAME_LENGTH], "alerts": True})
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_search(actor=request.user, address=address, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            told = _("已保存“%(name)s”，有新课会通知你。") if saved.alerts else _("已保存“%(name)s”。")
            messages.success(request, told % {"name": saved.name})
            return redirect("search:my_searches")
    context = {"form": form, "words": words, "search_url": f"/lessons/?{address}" if address else "/lessons/"}
    return render(request, "search/save_search.html", context)


@access.checked("search.can_keep_search")
@require_http_methods(["GET", "HEAD", "POST"])
def saved_search(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Rename a saved search, switch its notices."""
    search = _own(request, public_id)
    form = SavedSearchForm(request.POST or None, initial={"name": search.name, "alerts": search.alerts})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_saved_search(actor=request.user, search=search, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("已改好“%(name)s”。") % {"name": search.name})
            return redirect("search:my_searches")
    context = {"form": form, "words": described(search.address), "search_url": search.url, "search": search}
    return render(request, "search/save_search.html", context)


@access.checked("search.can_keep_search")
@require_POST
def switch_alerts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Notices on or off, without another page."""
    search = _own(request, public_id)
    alerts = request.POST.get("alerts") == "1"
    services.change_saved_search(actor=request.user, search=search, name=search.name, alerts=alerts)
    told = _("“%(name)s”有新课会通知你。") if alerts else _("“%(name)s”不再通知。")
    messages.success(request, told % {"name": search.name})
    return redirect("search:my_searches")


@access.checked("search.can_keep_search")
@require_POST
def remove_saved_search(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Delete a saved search."""
    search = _own(request, public_id)
    name = search.name
    services.remove_saved_search(actor=request.user, search=search)
    messages.success(request, _("已删去“%(name)s”。") % {"name": name})
    return redirect("search:my_searches")


@access.signed_in
@require_POST
def recent_searches(request: HttpRequest) -> HttpResponse:
    """Forget the recent searches; switch remembering off or on."""
    form = RecentForm(request.POST)
    if form.is_valid():
        act = form.cleaned_data["act"]
        if act == "clear":
            services.clear_recent(actor=request.user)
            messages.success(request, _("最近的搜索已清空。"))
        else:
            services.set_recent_kept(actor=request.user, kept=act == "on")
            messages.success(request, _("从现在起记住搜索。") if act == "on" else _("不再记住搜索，已有的也清空了。"))
    return redirect("search:my_searches")


def _own(request: HttpRequest, public_id: UUID) -> SavedSearch:
    search = get_object_or_404(SavedSearch, public_id=public_id)
    access.require(can_keep_search(request.user, search))
    return search


def _saved(person: Any) -> list[dict[str, Any]]:
    """Saved searches with their latest new lessons, as far as the person may still see them."""
    matches = SavedSearchMatch.objects.order_by("-told_at", "-pk")
    rows = list(SavedSearch.objects.filter(person=person).prefetch_related(Prefetch("matches", matches)))
    told = {row.pk: [match.lesson_id for match in row.matches.all()][:MATCHES_SHOWN] for row in rows}
    wanted = {pk for ids in told.values() for pk in ids}
    lessons = {each.pk: each for each in LessonPage.objects.visible_to(person).filter(pk__in=wanted)} if wanted else {}
    return [
        {
            "search": row,
            "words": described(row.address),
            "new": [
                {"title": lessons[pk].title, "url": lesson_url(lessons[pk])} for pk in told[row.pk] if pk in lessons
            ],
        }
        for row in rows
    ]
