"""Roles by date, rosters, leaves, alliances and designations."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.events import subscribe
from core.exceptions import Refusal
from core.models import AuditEntry
from organizations.constants import JoiningMode, LeaveKind, MembershipKind, Role
from organizations.events import MembershipEnded
from organizations.models import Organization
from organizations.querysets import home_organization, home_organizations, roles_of, staff_of
from organizations.services import (
    add_alliance_member,
    add_membership,
    award_designation,
    end_membership,
    form_alliance,
    record_leave,
)
from tests.accounts.factories import PersonFactory
from tests.organizations.conftest import City
from tests.organizations.factories import LONG_AGO, MembershipFactory

LAST_DAY = date(2025, 6, 30)


def test_home_and_host_at_once(city: City) -> None:
    """An exchange teacher stands in both rosters and is employed in one."""
    home = MembershipFactory(organization=city.near.school)
    add_membership(
        actor=None,
        person=home.person,
        organization=city.far.school,
        role=Role.TEACHER,
        since=date(2025, 9, 1),
        kind=MembershipKind.HOST,
    )
    assert home_organization(home.person) == city.near.school
    assert home.person in staff_of(city.near.school)
    assert home.person in staff_of(city.far.school)
    assert home.person not in staff_of(city.far.school, LAST_DAY)


def test_a_second_home_school_is_refused(city: City) -> None:
    """Home decides rule set and ledger, so there is one at a time."""
    home = MembershipFactory(organization=city.near.school)
    with pytest.raises(Refusal) as refused:
        MembershipFactory(person=home.person, organization=city.far.school, since=date(2025, 9, 1))
    assert refused.value.field == "organization"
    assert city.near.school.name in refused.value.message


def test_the_same_role_twice_is_refused(city: City) -> None:
    """A person must not stand in a roster twice."""
    first = MembershipFactory(organization=city.near.school)
    with pytest.raises(Refusal):
        MembershipFactory(person=first.person, organization=city.near.school, since=date(2024, 1, 1))


def test_a_role_ends_after_its_last_day(city: City, django_capture_on_commit_callbacks: pytest.FixtureRequest) -> None:
    """In force on the last day, gone on the next; the event and the audit entry say so."""
    heard: list[MembershipEnded] = []
    subscribe(MembershipEnded, heard.append)
    actor = PersonFactory()
    membership = MembershipFactory(organization=city.near.school)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        end_membership(actor=actor, membership=membership, last_day=LAST_DAY, reason="调出")
    person = membership.person
    assert roles_of(person, city.near.school, LAST_DAY) == {Role.TEACHER}
    assert roles_of(person, city.near.school, LAST_DAY + timedelta(days=1)) == set()
    assert home_organization(person) is None
    assert [event.until for event in heard] == [LAST_DAY.isoformat()]
    assert AuditEntry.objects.get(action="membership.end").reason == "调出"
    with pytest.raises(Refusal):
        end_membership(actor=actor, membership=membership, last_day=timezone.localdate())


def test_home_of_many_persons_is_one_query(city: City, django_assert_num_queries: object) -> None:
    """The roster role wins over another role that is called home too."""
    teacher = MembershipFactory(organization=city.near.school).person
    MembershipFactory(person=teacher, organization=city.near.institute, role=Role.REVIEWER, since=date(2024, 1, 1))
    other = MembershipFactory(organization=city.far.school).person
    with django_assert_num_queries(1):  # type: ignore[operator]
        homes = home_organizations([teacher.pk, other.pk])
    assert homes == {teacher.pk: city.near.school, other.pk: city.far.school}


def test_overlapping_leaves_are_refused(city: City) -> None:
    """A day is exempted once."""
    person = MembershipFactory(organization=city.near.school).person
    record_leave(actor=None, person=person, kind=LeaveKind.MATERNITY, since=date(2026, 1, 1), until=date(2026, 6, 30))
    with pytest.raises(Refusal):
        record_leave(actor=None, person=person, kind=LeaveKind.ILLNESS, since=date(2026, 6, 30))
    record_leave(actor=None, person=person, kind=LeaveKind.ILLNESS, since=date(2026, 7, 1))
    assert person.leaves.count() == 2


def test_alliance_and_designation(city: City) -> None:
    """A head school, a member from another district, a title with its issuer."""
    alliance = form_alliance(actor=None, name="同心教共体", head=city.near.school, since=LONG_AGO)
    add_alliance_member(
        actor=None, alliance=alliance, organization=city.far.school, mode=JoiningMode.GUIDED, since=LONG_AGO
    )
    for school in (city.near.school, city.far.school):
        with pytest.raises(Refusal):
            add_alliance_member(
                actor=None, alliance=alliance, organization=school, mode=JoiningMode.GUIDED, since=LONG_AGO
            )
    award_designation(
        actor=None, title="基地学校", holder=city.near.school, issuer=city.near.bureau, since=date(2025, 1, 1)
    )
    assert city.near.school.designations.on().count() == 1
    assert not city.near.school.designations.on(LONG_AGO).exists()


def test_places_of_a_person(city: City) -> None:
    """By role and day; a visitor has none."""
    person = MembershipFactory(organization=city.near.institute, role=Role.EDITOR).person
    assert list(Organization.objects.of_person(person, [Role.EDITOR])) == [city.near.institute]
    assert not Organization.objects.of_person(person, [Role.EDITOR], LONG_AGO - timedelta(days=1)).exists()
    assert not Organization.objects.of_person(None).exists()
