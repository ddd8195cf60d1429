"""Whom a lesson or material reaches: one rule, as a condition for lists and as an answer for one object.

公开 reaches everybody, 登录后可看 every person with an account, the others the members (today) of the school, of an
alliance of it, or of its district. Owner and authors always reach their own. Nobody reaches more by leading or
operating something.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from materials.constants import Visibility
from organizations.constants import OrganizationKind
from organizations.models import AllianceMember, Membership, Organization, OrganizationClosure
from organizations.querysets import in_force


def is_person(user: Any) -> bool:
    """Whether somebody with a working account asks."""
    return bool(getattr(user, "is_authenticated", False) and user.is_active)


def lessons_reaching(user: Any, day: date | None = None) -> Q:
    """The condition on lessons; one query with subqueries. Memberships count as of ``day`` (today by default)."""
    public = Q(visibility=Visibility.PUBLIC)
    if not is_person(user):
        return public
    own = Membership.objects.on(day).filter(person=user).values("organization")
    return (
        public
        | Q(visibility=Visibility.SIGNED_IN)
        | Q(owner=user)
        | Q(authors__person=user)
        | Q(visibility=Visibility.SCHOOL, organization__in=own)
        | Q(visibility=Visibility.ALLIANCE, organization__in=_alliance_circle(own, day))
        | Q(visibility=Visibility.DISTRICT, organization__in=_district_circle(own, day))
    )


def reaches(user: Any, *, visibility: str, organization_id: int | None, owner_ids: set[int]) -> bool:
    """The same for one object."""
    if visibility == Visibility.PUBLIC:
        return True
    if not is_person(user):
        return False
    if visibility == Visibility.SIGNED_IN or user.pk in owner_ids:
        return True
    own = Membership.objects.on().filter(person=user).values("organization")
    circles = {
        Visibility.SCHOOL.value: lambda: Organization.objects.filter(pk__in=own),
        Visibility.ALLIANCE.value: lambda: Organization.objects.filter(pk__in=_alliance_circle(own)),
        Visibility.DISTRICT.value: lambda: Organization.objects.filter(pk__in=_district_circle(own)),
    }
    if organization_id is None or visibility not in circles:
        return False
    return circles[visibility]().filter(pk=organization_id).exists()


def _alliance_circle(own: QuerySet[Any], day: date | None = None) -> QuerySet[Any]:
    mine = AllianceMember.objects.filter(in_force(day), in_force(day, "alliance__")).filter(
        Q(organization__in=own) | Q(alliance__head__in=own)
    )
    together = Organization.objects.filter(
        Q(in_force(day, "alliance_memberships__"), alliance_memberships__alliance__in=mine.values("alliance"))
        | Q(headed_alliances__in=mine.values("alliance"))
        | Q(pk__in=own)
    )
    return together.values("pk")


def _district_circle(own: QuerySet[Any], day: date | None = None) -> QuerySet[Any]:
    districts = OrganizationClosure.objects.filter(
        in_force(day), descendant__in=own, ancestor__kind=OrganizationKind.DISTRICT
    ).values("ancestor")
    return OrganizationClosure.objects.filter(in_force(day), ancestor__in=districts).values("descendant")
