"""Groups: who are they and what came of it?"""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core import access
from organizations.models import Organization
from organizations.policies import can_manage_groups
from organizations.querysets import remit_of
from research_groups.forms import GroupFilter, KeptGroupFilter
from research_groups.group_page import group_cards, group_context, group_lines, own_groups
from research_groups.models import ResearchGroup
from research_groups.views.listing import listing

PER_PAGE = 24
LINES_PER_PAGE = 50


@access.public
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """Standing groups, filtered by kind and subject; one's own before them."""
    return listing(
        request,
        "research_groups/group_list.html",
        form=GroupFilter(request.GET),
        rows=ResearchGroup.objects.standing().with_names().order_by("name"),
        shown=group_cards,
        per_page=PER_PAGE,
        own=own_groups(request.user),
    )


@access.public
@require_safe
def group(request: HttpRequest, code: str) -> HttpResponse:
    """One group; a dissolved one says since when."""
    found = get_object_or_404(ResearchGroup.objects.with_names(), code=code)
    return render(request, "research_groups/group.html", group_context(request.user, found))


@access.checked("organizations.can_manage_groups")
@require_safe
def kept_groups(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """The groups of an organization and of those below it, with what is due: term and yearly review."""
    organization = get_object_or_404(Organization, public_id=organization_id)
    access.require(can_manage_groups(request.user, organization))
    return listing(
        request,
        "research_groups/kept_groups.html",
        form=KeptGroupFilter(request.GET),
        rows=ResearchGroup.objects.under(remit_of(organization)).with_names().order_by("organization__name", "name"),
        shown=group_lines,
        per_page=LINES_PER_PAGE,
        organization=organization,
    )
