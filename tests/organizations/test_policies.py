"""The matrix of roles and actions, near and far."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from organizations import policies
from organizations.constants import Role
from tests.accounts.factories import PersonFactory
from tests.organizations.conftest import City
from tests.organizations.factories import PLACES, MembershipFactory

# action → the roles, each at its usual place in the district, that may do it with the district's own school
SCHOOL_ACTIONS: dict[Callable[..., bool], set[str]] = {
    policies.can_view_staff: {"leader", "training_admin", "officer", "auditor"},
    policies.can_export_staff: {"leader", "training_admin", "officer", "auditor"},
    policies.can_remind_staff: {"leader", "training_admin"},
    policies.can_manage_staff: {"leader", "training_admin", "officer"},
    policies.can_prepare_curriculum: {"leader", "training_admin"},
    policies.can_file_curriculum: {"editor", "officer"},
    policies.can_approve_activities: {"editor", "officer"},
    policies.can_manage_groups: {"leader", "training_admin", "editor", "officer"},
    policies.can_certify_hours: {"editor", "officer"},
    policies.can_approve_runs: {"officer"},
    policies.can_edit_pages_of: {"training_admin"},
    policies.can_publish_series: set(),
}


@pytest.mark.parametrize("action", SCHOOL_ACTIONS, ids=lambda action: action.__name__)
@pytest.mark.parametrize("role", PLACES, ids=str)
def test_school_actions(city: City, action: Callable[..., bool], role: Role) -> None:
    """Each role may do exactly what the table says in its own district, and nothing in the other one."""
    person = MembershipFactory(organization=getattr(city.near, PLACES[role]), role=role).person
    assert action(person, city.near.school) is (role.value in SCHOOL_ACTIONS[action])
    assert action(person, city.far.school) is False


def test_the_institute_publishes_series(city: City) -> None:
    """Its editors do, a teacher there does not."""
    editor = MembershipFactory(organization=city.near.institute, role=Role.EDITOR).person
    assert policies.can_publish_series(editor, city.near.institute)
    assert policies.can_manage_runs(editor, city.near.institute)
    assert not policies.can_publish_series(editor, city.far.institute)
    assert not policies.can_publish_series(MembershipFactory(organization=city.near.school).person, city.near.institute)


def test_an_editor_of_a_school_does_not_file_its_curriculum(city: City) -> None:
    """Nobody files their own work."""
    own = MembershipFactory(organization=city.near.school, role=Role.EDITOR).person
    assert not policies.can_file_curriculum(own, city.near.school)
    assert not policies.can_approve_activities(own, city.near.school)


def test_persons_are_seen_by_themselves_and_their_leaders(city: City) -> None:
    """A leader next door sees nobody."""
    teacher = MembershipFactory(organization=city.near.school).person
    leader = MembershipFactory(organization=city.near.school, role=Role.LEADER).person
    stranger = MembershipFactory(organization=city.far.school, role=Role.LEADER).person
    assert policies.can_view_person(teacher, teacher)
    assert policies.can_view_person(leader, teacher)
    assert not policies.can_view_person(stranger, teacher)
    assert not policies.can_view_person(teacher, leader)


def test_districts_are_for_those_who_work_for_them(city: City) -> None:
    """Officer of the bureau: administers; auditor: looks; leader of a school: neither."""
    officer = MembershipFactory(organization=city.near.bureau, role=Role.OFFICER).person
    auditor = MembershipFactory(organization=city.near.bureau, role=Role.AUDITOR).person
    leader = MembershipFactory(organization=city.near.school, role=Role.LEADER).person
    assert policies.can_administer_district(officer, city.near.district)
    assert policies.can_view_district(auditor, city.near.district)
    assert not policies.can_administer_district(auditor, city.near.district)
    assert not policies.can_view_district(leader, city.near.district)
    assert not policies.can_view_district(officer, city.far.district)


def test_policies_fail_closed(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visitors, switched-off accounts and an exception inside mean no."""
    leader = MembershipFactory(organization=city.near.school, role=Role.LEADER).person
    assert policies.can_view_staff(AnonymousUser(), city.near.school) is False
    leader.is_active = False
    assert policies.can_view_staff(leader, city.near.school) is False
    leader.is_active = True
    assert policies.can_view_staff(leader, city.near.school) is True

    def broken(*args: Any) -> bool:
        raise RuntimeError("database away")

    monkeypatch.setattr(policies, "holds", broken)
    assert policies.can_view_staff(leader, city.near.school) is False


def test_workspaces_name_the_most_responsible_role_first(city: City) -> None:
    """A teacher has none; two roles in one school are one workspace."""
    person = PersonFactory()
    for role in (Role.TEACHER, Role.TRAINING_ADMIN, Role.LEADER):
        MembershipFactory(person=person, organization=city.near.school, role=role)
    MembershipFactory(person=person, organization=city.near.institute, role=Role.EDITOR)
    found = [(each.organization, each.role) for each in policies.workspaces(person)]
    assert found == [(city.near.institute, Role.EDITOR), (city.near.school, Role.LEADER)]
    assert policies.workspaces(MembershipFactory(organization=city.near.school).person) == []
    assert policies.workspaces(AnonymousUser()) == []
