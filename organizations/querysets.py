"""Named reads about organizations; every question can be asked as of a past day (today by default)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, IntegerField, Q, When
from django.utils import timezone

from core.prepared import prepared
from organizations.constants import STAFF_ROLES, MembershipKind, OrganizationKind


def in_force(day: date | None = None, prefix: str = "") -> Q:
    """The condition "true on ``day``" for a dated row reached through ``prefix`` (``"memberships__"``)."""
    day = day or timezone.localdate()
    return Q(**{f"{prefix}since__lte": day}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day}))


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with ``since`` and ``until``."""

    def on(self, day: date | None = None) -> Self:
        """Rows true on ``day``."""
        return self.filter(in_force(day))


class OrganizationQuerySet(models.QuerySet[Any]):
    """Organizations."""

    def under(self, ancestor: Any, day: date | None = None) -> Self:
        """Everything below ``ancestor`` on ``day``, itself included."""
        return self.filter(in_force(day, "ancestor_rows__"), ancestor_rows__ancestor=ancestor)

    def above(self, descendant: Any, day: date | None = None) -> Self:
        """Everything above ``descendant`` on ``day``, itself included, nearest first."""
        return self.filter(in_force(day, "descendant_rows__"), descendant_rows__descendant=descendant).order_by(
            "descendant_rows__depth"
        )

    def schools(self) -> Self:
        """Schools only."""
        return self.filter(kind=OrganizationKind.SCHOOL)

    def of_person(self, person: Any, roles: Iterable[str] | None = None, day: date | None = None) -> Self:
        """Where ``person`` has a role (one of ``roles``, any without it) on ``day``; nowhere for a visitor."""
        if not getattr(person, "pk", None):
            return self.none()
        condition = in_force(day, "memberships__") & Q(memberships__person=person)
        if roles is not None:
            condition &= Q(memberships__role__in=list(roles))
        return self.filter(condition).distinct()


@prepared
def _roles_in(person: int, organization: int, day: date) -> models.QuerySet[Any, str]:
    memberships: Any = apps.get_model("organizations.Membership").objects
    rows = memberships.on(day).filter(person=person, organization=organization)
    return rows.values_list("role", flat=True)  # type: ignore[no-any-return]


@prepared
def _places_on(person: int, day: date) -> models.QuerySet[Any]:
    memberships: Any = apps.get_model("organizations.Membership").objects
    rows = memberships.on(day).filter(person=person).select_related("organization")
    return rows.order_by("since", "pk")  # type: ignore[no-any-return]


@prepared
def _above(organization: int, kind: str, day: date) -> models.QuerySet[Any]:
    rows: Any = apps.get_model("organizations.OrganizationClosure").objects
    found = rows.on(day).filter(descendant=organization, ancestor__kind=kind).select_related("ancestor")
    return found.order_by("depth")[:1]  # type: ignore[no-any-return]


def roles_of(person: Any, organization: Any, day: date | None = None) -> set[str]:
    """The person's roles in exactly this organization on ``day``; none for a visitor."""
    if not getattr(person, "pk", None):
        return set()
    return set(_roles_in(person=person.pk, organization=organization.pk, day=day or timezone.localdate()))


def places_of(person: Any, day: date | None = None) -> list[Any]:
    """The person's memberships in force on ``day`` with their organizations, oldest first, in one query."""
    return _places_on(person=person.pk, day=day or timezone.localdate())


def home_among(places: Iterable[Any]) -> Any | None:
    """The organization that employs a person with these memberships; a place in a school roster goes first."""
    home: Any = None
    for place in places:
        if place.kind != MembershipKind.HOME:
            continue
        if home is None or place.role in STAFF_ROLES or home.role not in STAFF_ROLES:
            home = place
    return home.organization if home else None


def home_organization(person: Any, day: date | None = None) -> Any | None:
    """Where the person is employed on ``day`` (decides rule set and ledger), ``None`` when nowhere."""
    return home_among(places_of(person, day))


def home_organizations(person_ids: Iterable[int], day: date | None = None) -> dict[int, Any]:
    """``{person id: organization}`` on ``day`` in one query; a place in a school roster goes before other roles."""
    memberships: Any = get_user_model()._meta.get_field("memberships").related_model
    rows = (
        memberships.objects.on(day)
        .filter(person__in=list(person_ids), kind=MembershipKind.HOME)
        .annotate(rank=Case(When(role__in=STAFF_ROLES, then=0), default=1, output_field=IntegerField()))
        .select_related("organization")
        .order_by("person_id", "-rank", "since", "id")
    )
    return {row.person_id: row.organization for row in rows}


def ancestor_of_kind(organization: Any, kind: str, day: date | None = None) -> Any | None:
    """The nearest organization of ``kind`` at or above ``organization`` on ``day``."""
    rows = _above(organization=organization.pk, kind=kind, day=day or timezone.localdate())
    return rows[0].ancestor if rows else None


def district_of(organization: Any, day: date | None = None) -> Any | None:
    """The district at or above ``organization`` on ``day``."""
    return ancestor_of_kind(organization, OrganizationKind.DISTRICT, day)


def city_of(organization: Any, day: date | None = None) -> Any | None:
    """The city at or above ``organization`` on ``day``."""
    return ancestor_of_kind(organization, OrganizationKind.CITY, day)


def remit_of(organization: Any, day: date | None = None) -> Any:
    """For whom an organization works: a bureau or an institute for what stands above it, all others for themselves."""
    if organization.kind not in (OrganizationKind.BUREAU, OrganizationKind.INSTITUTE):
        return organization
    row = organization.ancestor_rows.on(day).filter(depth=1).select_related("ancestor").first()
    return row.ancestor if row else organization


def staff_of(school: Any, day: date | None = None) -> models.QuerySet[Any]:
    """Persons in the roster of ``school`` on ``day``, exchange teachers included, by name."""
    return (
        get_user_model()
        .objects.filter(
            in_force(day, "memberships__"), memberships__organization=school, memberships__role__in=STAFF_ROLES
        )
        .distinct()
        .order_by("name", "pk")
    )
