"""What other pages show of the search: similar lessons, links of the workspace, the operator's section."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.slots import provide
from organizations.constants import OrganizationKind, Role
from search.constants import JobKind
from search.desk.index_state import index_states, search_state
from search.desk.operator_views import job_status, outcome


def similar_of(request: HttpRequest, lessons: list[Any]) -> dict[Any, dict[str, str]]:
    """``lesson.more``: an address to fetch once the reader comes near it. Costs no query."""
    return {
        lesson.pk: {"url": reverse("search:similar", args=[lesson.code]), "label": _("看相近的课")}
        for lesson in lessons
        if lesson.live and lesson.code
    }


def workspace_links(request: HttpRequest, spaces: list[Any]) -> dict[int, list[tuple[str, str]]]:
    """``workspace.links``: for institutes' editors and the operator."""
    found: dict[int, list[tuple[str, str]]] = {}
    for space in spaces:
        roles = set(space.roles)
        if Role.OPERATOR in roles or (Role.EDITOR in roles and space.organization.kind == OrganizationKind.INSTITUTE):
            found[space.pk] = [(_("搜索情况"), reverse("search:desk")), (_("同义词"), reverse("search:synonyms"))]
    return found


def operations(request: HttpRequest, persons: list[Any]) -> dict[Any, dict[str, Any]]:
    """``operations.sections``: the state of every index."""
    states = [
        {
            "state": state,
            "job": job_status(state.running) if state.running else None,
            "rebuilt": outcome(state.rebuilt) if state.rebuilt else "",
            "checked": outcome(state.checked) if state.checked else "",
            "age": _minutes(state.oldest),
        }
        for state in index_states()
    ]
    section = {
        "template": "search/parts/operations.html",
        "search": search_state(),
        "indexes": states,
        "kinds": JobKind.choices,
    }
    return {person.pk: section for person in persons}


def _minutes(age: timedelta | None) -> str:
    seconds = int(age.total_seconds()) if age else 0
    if seconds < 120:
        return ngettext("%(n)d秒", "%(n)d秒", seconds) % {"n": seconds}
    return ngettext("%(n)d分钟", "%(n)d分钟", seconds // 60) % {"n": seconds // 60}


def connect() -> None:
    """Called once from ``apps.ready()``."""
    provide("lesson.more", similar_of)
    provide("workspace.links", workspace_links, order=20)
    provide("operations.sections", operations)
