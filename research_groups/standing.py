"""What a reader is to one activity, asked once for all the people and products of its page."""

from functools import cached_property
from typing import Any

from organizations.constants import SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.models import Organization
from organizations.policies import can_approve_activities, can_manage_groups, oversees
from organizations.querysets import ancestor_of_kind, roles_of
from research_groups.constants import GroupRole
from research_groups.models import Activity, Participation, Product, ResearchGroup


class Standing:
    """``user`` towards ``activity``; ``policies`` answers from it for one product, pages for many."""

    def __init__(self, user: Any, activity: Activity) -> None:
        self.user, self.activity = user, activity
        self._led: dict[int, bool] = {}

    @cached_property
    def runs(self) -> bool:
        """The group's host, or who manages groups of the organizing body."""
        group = self.activity.group
        return (group is not None and hosts(self.user, group)) or any(
            can_manage_groups(self.user, one) for one in self._bodies
        )

    @cached_property
    def approves(self) -> bool:
        """Who works for an institute in whose remit the activity lies, wherever the activity stands."""
        return any(can_approve_activities(self.user, one) for one in deciding_organizations(self.activity))

    @cached_property
    def takes_part(self) -> bool:
        """On the list."""
        return self.user.pk in self._schools

    def leads(self, person_id: int) -> bool:
        """Whether this participant's school is the reader's to lead or to audit."""
        school = self._schools.get(person_id)
        if school is None:
            return False
        if school.pk not in self._led:
            self._led[school.pk] = not roles_of(self.user, school).isdisjoint(SCHOOL_LEADING_ROLES) or oversees(
                self.user, school, (Role.OFFICER, Role.AUDITOR)
            )
        return self._led[school.pk]

    def sees(self, one: Participation) -> bool:
        """The name of a participant: oneself, who runs or decides it, and each leader only their own staff."""
        return one.person_id == self.user.pk or self.runs or self.approves or self.leads(one.person_id)

    def reads(self, product: Product) -> bool:
        """A product: its author, who works on the activity or decides it, and the leaders of the author's school."""
        return self._works_with(product) or self.leads(product.person_id)

    def opens_file(self, product: Product) -> bool:
        """The file of a product; a film of a class shows children, so no leader besides."""
        is_film = product.material is not None and product.material.is_video
        return self._works_with(product) if is_film else self.reads(product)

    def _works_with(self, product: Product) -> bool:
        return product.person_id == self.user.pk or self.runs or self.takes_part or self.approves

    @cached_property
    def _bodies(self) -> list[Organization]:
        group = self.activity.group
        return list(dict.fromkeys([self.activity.organization, *([group.organization] if group else [])]))

    @cached_property
    def _schools(self) -> dict[int, Organization]:
        people = self.activity.participations.select_related("organization")
        return {one.person_id: one.organization for one in people}


def hosts(user: Any, group: ResearchGroup) -> bool:
    """The host in force today."""
    return group.members.on().filter(person=user, role=GroupRole.HOST).exists()


def deciding_organizations(activity: Activity) -> list[Organization]:
    """Institutes of the district in which the organizing body lies."""
    district = ancestor_of_kind(activity.organization, OrganizationKind.DISTRICT)
    if district is None:
        return []
    return list(Organization.objects.under(district).filter(kind=OrganizationKind.INSTITUTE))
