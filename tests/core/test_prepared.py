"""Queries composed once answer as the query set they were composed from."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from core.prepared import MOST, Few, prepared
from organizations.models import Membership, Organization
from tests.organizations.factories import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@prepared
def places_of(person: int, day: date) -> QuerySet[Membership]:
    """Memberships of a person on a day, with their organizations."""
    return Membership.objects.on(day).filter(person=person).select_related("organization").order_by("pk")


@prepared
def named(name: str) -> QuerySet[Organization, tuple[str, str]]:
    """Kind and name."""
    return Organization.objects.filter(name=name).values_list("kind", "name")


def test_each_call_answers_for_its_own_arguments_in_one_statement() -> None:
    first, second = MembershipFactory(since=date(2020, 1, 1), until=date(2021, 1, 1)), MembershipFactory()
    assert places_of(person=first.person_id, day=date(2020, 6, 1)) == [first]
    assert places_of(person=first.person_id, day=date(2022, 6, 1)) == []
    with CaptureQueriesContext(connection) as captured:
        [found] = places_of(person=second.person_id, day=date(2026, 6, 1))
        assert found.organization == second.organization
    assert len(captured) == 1


def test_it_sees_what_changed_since_it_was_composed() -> None:
    organization = OrganizationFactory(name="甲校")
    assert named(name="甲校") == [(organization.kind, "甲校")]
    Organization.objects.filter(pk=organization.pk).update(name="乙校")
    assert named(name="甲校") == []
    assert named(name="乙校") == [(organization.kind, "乙校")]


def test_an_argument_that_does_not_reach_the_statement_is_refused() -> None:
    @prepared
    def begins(name: str) -> QuerySet[Organization]:
        return Organization.objects.filter(name__startswith=name)

    with pytest.raises(ValueError, match="the argument name"):
        begins(name="甲")


def test_what_is_fetched_along_comes_along() -> None:
    @prepared
    def with_people(name: str) -> QuerySet[Organization]:
        return Organization.objects.filter(name=name).prefetch_related("memberships")

    member = MembershipFactory()
    [found] = with_people(name=member.organization.name)
    with CaptureQueriesContext(connection) as captured:
        assert list(found.memberships.all()) == [member]
    assert len(captured) == 0


def test_a_few_keys_share_one_statement_whatever_their_number() -> None:
    @prepared
    def these(keys: Few, name: str) -> QuerySet[Organization]:
        return Organization.objects.filter(pk__in=keys, name=name).order_by("pk")

    found = [OrganizationFactory(name="同名校") for _ in range(3)]
    assert these(keys=Few(each.pk for each in found), name="同名校") == found
    assert these(keys=Few([found[1].pk]), name="同名校") == found[1:2]
    assert these(keys=Few([]), name="同名校") == []
    with pytest.raises(ValueError, match="room"):
        Few(range(MOST + 1))
