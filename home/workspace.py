"""The dark bar of people who work for an organization: only addresses that exist and that they may open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.slots import collect_items
from organizations.constants import EDITING_ROLES, SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.policies import Workspace

Link = tuple[str, str, bool, int | None]


@dataclass(frozen=True)
class WorkspaceBar:
    """What ``<c-workspace-bar>`` prints."""

    organization: str
    role: str
    links: list[Link]
    switch: list[tuple[str, str]]


def workspace_address(space: Workspace) -> str:
    """Where the workspace begins."""
    return reverse("home:workspace", args=[space.organization.public_id])


def workspace_links(request: HttpRequest, space: Workspace) -> list[tuple[str, str]]:
    """``(label, address)`` of what this workspace offers; apps add theirs through the slot ``workspace.links``."""
    links = [(_("工作台"), workspace_address(space))]
    roles = set(space.roles)
    if space.organization.kind == OrganizationKind.SCHOOL and roles & {*SCHOOL_LEADING_ROLES}:
        links.append((_("教师学时"), reverse("training:staff", args=[space.organization.public_id])))
    if Role.OPERATOR in roles:
        links.append((_("运行情况"), reverse("home:operations")))
    links += collect_items("workspace.links", request, [space])[space.pk]
    if roles & {*EDITING_ROLES}:
        links.append((_("编辑内容"), "/editor/"))
    return links


def workspace_bar(request: HttpRequest, spaces: list[Workspace]) -> WorkspaceBar | None:
    """The bar of the workspace whose address is open, else of the most responsible one."""
    if not spaces:
        return None
    current = next((one for one in spaces if str(one.organization.public_id) in request.path), spaces[0])
    return WorkspaceBar(
        organization=current.organization.label,
        role=_("、").join(str(role.label) for role in current.roles),
        links=[(label, url, request.path == url, None) for label, url in workspace_links(request, current)],
        switch=[(one.organization.label, workspace_address(one)) for one in spaces if one is not current],
    )
