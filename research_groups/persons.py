"""Naming a person without a directory: who is meant is found by the whole name, within the district."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from organizations.models import Membership, Organization
from organizations.querysets import district_of, home_organizations


def within_reach(organization: Organization) -> QuerySet[Any]:
    """Who works today in the district of ``organization`` (outside any district: in and under itself)."""
    places = Organization.objects.under(district_of(organization) or organization)
    people = Membership.objects.on().filter(organization__in=places).values("person")
    return get_user_model().objects.filter(pk__in=people, is_active=True)


def person_named(text: str, organization: Organization) -> Any:
    """The one person of ``"姓名"`` or ``"姓名 学校"``; whole names only, so that nobody can leaf through the staff.

    Raises ``ValidationError`` when there is nobody, or when several bear the name: then it lists their schools.
    """
    name, _space, place = text.strip().partition(" ")
    found = list(within_reach(organization).filter(name=name).order_by("pk"))
    schools = home_organizations([person.pk for person in found])
    if place.strip():
        found = [person for person in found if place.strip() in str(getattr(schools.get(person.pk), "name", ""))]
    if not found:
        raise ValidationError(_("本区没有找到“%(text)s”，请写全名，同名时写成“姓名 学校”。") % {"text": text.strip()})
    if len(found) > 1:
        names = _("、").join(str(getattr(schools.get(person.pk), "label", "")) for person in found)
        raise ValidationError(
            _("有%(n)d位%(name)s：%(schools)s。请写成“姓名 学校”。") % {"n": len(found), "name": name, "schools": names}
        )
    return found[0]
