"""Naming a person without a directory: who is meant is found by the whole name, among those within reach."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.models import AllianceMember, Membership, Organization
from organizations.querysets import district_of, home_organization, home_organizations, in_force
from research_groups.models import Activity, GroupMember


def schools_near(organization: Organization) -> QuerySet[Organization]:
    """Schools with which ``organization`` works: those of its district, and of its alliances across borders.

    Outside any district: those in and under itself.
    """
    near = Organization.objects.under(district_of(organization) or organization).values("pk")
    alliances = AllianceMember.objects.on().filter(
        Q(alliance__head=organization)
        | (in_force(prefix="alliance__members__") & Q(alliance__members__organization=organization))
    )
    allied = Q(pk__in=alliances.values("organization")) | Q(pk__in=alliances.values("alliance__head"))
    return Organization.objects.schools().filter(Q(pk__in=near) | allied).order_by("name", "pk")


def within_reach(organization: Organization) -> QuerySet[Any]:
    """Who works today in the district of ``organization`` or in a school allied with it."""
    places = Organization.objects.under(district_of(organization) or organization).values("pk")
    condition = Q(organization__in=places) | Q(organization__in=schools_near(organization).values("pk"))
    people = Membership.objects.on().filter(condition).values("person")
    return get_user_model().objects.filter(pk__in=people, is_active=True)


def who_may_take_part(activity: Activity) -> QuerySet[Any]:
    """Who works today in a school that takes part, and the members of the group."""
    schools = activity.schools.values("organization")
    people = Q(pk__in=Membership.objects.on().filter(organization__in=schools).values("person"))
    if activity.group is not None:
        people |= Q(pk__in=GroupMember.objects.on().filter(group=activity.group).values("person"))
    return get_user_model().objects.filter(people, is_active=True)


def school_taking_part(activity: Activity, person: Any) -> Organization | None:
    """For which school the person takes part: the home school of the activity's day, if it is asked or they belong
    to the group."""
    day = timezone.localdate(activity.starts_at)
    school = home_organization(person, day)
    if school is None or activity.schools.filter(organization=school).exists():
        return school
    group = activity.group
    return school if group is not None and group.members.on(day).filter(person=person).exists() else None


def person_named(text: str, reach: QuerySet[Any]) -> Any:
    """The one person of ``"姓名"`` or ``"姓名 学校"``; whole names only, so that nobody can leaf through the staff.

    Raises ``ValidationError`` when there is nobody, or when several bear the name: then it lists their schools.
    """
    name, _space, place = text.strip().replace("\u3000", " ").partition(" ")
    found = list(reach.filter(name=name).order_by("pk"))
    schools = home_organizations([person.pk for person in found])
    if place.strip():
        found = [person for person in found if place.strip() in str(getattr(schools.get(person.pk), "name", ""))]
    if not found:
        raise ValidationError(_("没有找到“%(text)s”，请写全名，同名时写成“姓名 学校”。") % {"text": text.strip()})
    if len(found) > 1:
        names = _("、").join(str(getattr(schools.get(person.pk), "label", "")) for person in found)
        raise ValidationError(
            _("有%(n)d位%(name)s：%(schools)s。请写成“姓名 学校”。") % {"n": len(found), "name": name, "schools": names}
        )
    return found[0]
