"""The personal start page and the workspace of people who work for an organization."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core import access
from home.context import start_address
from home.start import start_context
from home.workspaces_page import workspace_context
from organizations.policies import workspaces


@access.signed_in
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """After signing in: on to where this person's day begins."""
    return redirect(start_address(workspaces(request.user)))


@access.signed_in
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What do I teach this week, what is missing, when and where am I next?"""
    return render(request, "home/me.html", start_context(request.user))


@access.signed_in
@require_safe
def workspace(request: HttpRequest, organization_id: uuid.UUID) -> HttpResponse:
    """What needs my decision in this organization? Another organization's is a wrong address."""
    for space in workspaces(request.user):
        if space.organization.public_id == organization_id:
            return render(request, "home/workspace.html", workspace_context(request, space))
    raise Http404
