"""What the frame of every page shows: who is signed in, their hours, notices and workspace (shape: ``base.html``)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.demo import demo_accounts
from accounts.models import Notice
from core.prepared import prepared
from home.workspace import WorkspaceBar, workspace_bar
from organizations.constants import SCHOOL_LEADING_ROLES, OrganizationKind
from organizations.policies import Workspace, workspaces
from organizations.querysets import district_of, home_among, places_of
from training.header import HeaderHours, header_hours

MOST_UNREAD = 100  # the bell says no more than that


@dataclass(frozen=True)
class FramePerson:
    """The person at the right of the header."""

    name: str
    initial: str
    start_url: str
    avatar: str = ""


@dataclass(frozen=True)
class DemoLink:
    """One button of the demo strip."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """Everything ``base.html`` reads."""

    place: str
    person: FramePerson | None
    hours: HeaderHours | None
    unread: int
    workspace: WorkspaceBar | None
    demo_accounts: list[DemoLink]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame, built only when a template prints it."""
    return {"frame": SimpleLazyObject(lambda: build_frame(request))}


def build_frame(request: HttpRequest) -> Frame:
    """Collect the frame of this request."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(place="", person=None, hours=None, unread=0, workspace=None, demo_accounts=_demo_links(None))
    places = places_of(user)
    spaces = workspaces(user, places)
    start = start_address(spaces)
    organization = home_among(places)
    district = district_of(organization) if organization else None
    return Frame(
        place=district.label if district else "",
        person=FramePerson(name=user.get_full_name(), initial=user.initial, start_url=start),
        hours=None if spaces or organization is None else header_hours(user, organization),
        unread=len(_unread(person=user.pk)),
        workspace=workspace_bar(request, spaces),
        demo_accounts=_demo_links(user),
    )


@prepared
def _unread(person: int) -> QuerySet[Notice, int]:
    return Notice.objects.filter(person=person, read_at=None).order_by().values_list("pk", flat=True)[:MOST_UNREAD]


def start_address(spaces: list[Workspace]) -> str:
    """Where a person begins: their workspace, a school's leaders at the staff records, teachers at their own page."""
    if not spaces:
        return reverse("home:me")
    organization = spaces[0].organization
    if organization.kind == OrganizationKind.SCHOOL and not {*spaces[0].roles}.isdisjoint(SCHOOL_LEADING_ROLES):
        return reverse("training:staff", args=[organization.public_id])
    return reverse("home:workspace", args=[organization.public_id])


def _demo_links(user: Any) -> list[DemoLink]:
    return [
        DemoLink(
            label=str(account.label),
            url=account.sign_in_url,
            current=user is not None and account.person_id == user.pk,
        )
        for account in demo_accounts()
    ]
