"""The matrix of roles and addresses of a school's group and activity: near as the table says, far never."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.constants import OrganizationKind, Role
from research_groups.models import ResearchGroup
from research_groups.services import invite_member
from tests.organizations.factories import PLACES, MembershipFactory, OrganizationFactory
from tests.research_groups.factories import FOUNDED, group_of, lesson_study, member_of, product, taking_part
from tests.training.conftest import Place, add_teacher

pytestmark = pytest.mark.django_db

KEEPERS = {"leader", "training_admin", "editor", "officer"}
GROUP_PAGES = ("change_group", "review_group", "members", "plan_activity")
GROUP_ACTIONS = ("add_member", "change_host")
ACTIVITY_PAGES = ("revise_activity", "cancel_activity", "activity_people")
ACTIVITY_ACTIONS = ("note_people", "list_person", "step_done", "submit")
KEPT = ("kept_groups", "found_group", "kept_activities")


@pytest.fixture
def kept(near: Place) -> ResearchGroup:
    """A school's group with a member, an open question and an activity with a product."""
    group = group_of(near.school, near.teacher, host=add_teacher(near.school))
    invite_member(actor=near.leader, group=group, person=member_of(near.institute), since=FOUNDED)
    taking_part(lesson_study(group, near.school), near.teacher)
    product(group.activities.get(), "plan", near.teacher)
    return group


def addresses(group: ResearchGroup) -> Iterator[tuple[str, str, str]]:
    """Name, address and method of what only keepers reach."""
    activity, member = group.activities.get(), group.members.exclude(role="host").get()
    one, asked = activity.participations.get(), group.invitations.get()
    places = {
        **{key: [group.code] for key in (*GROUP_PAGES, *GROUP_ACTIONS)},
        **{key: [activity.public_id] for key in (*ACTIVITY_PAGES, *ACTIVITY_ACTIONS)},
        **{key: [group.organization.public_id] for key in KEPT},
        "end_member": [group.code, member.pk],
        "withdraw_invitation": [group.code, asked.pk],
        "unlist_person": [activity.public_id, one.pk],
    }
    changing = {*GROUP_ACTIONS, *ACTIVITY_ACTIONS, "withdraw_invitation", "unlist_person"}
    for name, args in places.items():
        yield name, reverse(f"research_groups:{name}", args=args), "post" if name in changing else "get"


def opened(client: Client, group: ResearchGroup) -> dict[str, bool]:
    """Which of them answer with anything but 404."""
    return {
        name: getattr(client, method)(address).status_code != 404 for name, address, method in list(addresses(group))
    }


@pytest.mark.parametrize("role", PLACES, ids=str)
def test_near_as_the_table_says(near: Place, kept: ResearchGroup, enter: Any, role: Role) -> None:
    bureau = OrganizationFactory(kind=OrganizationKind.BUREAU, name="区教委", parent=near.district)
    where = {"bureau": bureau}.get(PLACES[role]) or getattr(near, PLACES[role])
    found = opened(enter(MembershipFactory(organization=where, role=role).person), kept)
    assert set(found.values()) == {role.value in KEEPERS}, found


@pytest.mark.parametrize("role", PLACES, ids=str)
def test_far_nothing_opens(far: Place, kept: ResearchGroup, enter: Any, role: Role) -> None:
    place = PLACES[role]
    where = OrganizationFactory(kind=OrganizationKind.BUREAU, parent=far.district) if place == "bureau" else None
    person = MembershipFactory(organization=where or getattr(far, place), role=role).person
    assert not any(opened(enter(person), kept).values())


def test_the_host_reaches_all_but_what_is_the_organizations(kept: ResearchGroup, enter: Any) -> None:
    host = kept.members.get(role="host").person
    found = opened(enter(host), kept)
    assert {name for name, there in found.items() if not there} == {"review_group", "change_host", *KEPT}
