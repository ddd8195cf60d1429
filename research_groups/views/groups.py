"""Groups: who are they and what came of it?"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import access
from research_groups.forms import GroupFilter
from research_groups.group_page import group_cards, group_context
from research_groups.models import ResearchGroup

PER_PAGE = 24


@access.public
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """Standing groups, filtered by kind and subject."""
    form = GroupFilter(request.GET)
    groups = ResearchGroup.objects.standing().with_names()
    if form.is_valid():
        if kind := form.cleaned_data["kind"]:
            groups = groups.filter(kind=kind)
        if subject := form.cleaned_data["subject"]:
            groups = groups.filter(subject=subject)
    page = Paginator(groups.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "research_groups/group_list.html",
        {"form": form, "page": page, "groups": group_cards(page.object_list)},
    )


@access.public
@require_safe
def group(request: HttpRequest, code: str) -> HttpResponse:
    """One group; a dissolved one says since when."""
    found = get_object_or_404(ResearchGroup.objects.with_names(), code=code)
    return render(request, "research_groups/group.html", group_context(request.user, found))
