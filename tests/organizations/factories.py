"""Organizations and memberships for tests, made by the services."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from organizations.constants import OrganizationKind, Role
from organizations.models import Membership, Organization
from organizations.services import add_membership, create_organization
from tests.accounts.factories import PersonFactory

LONG_AGO = date(2020, 9, 1)


class OrganizationFactory(DjangoModelFactory):
    """A school; ``parent`` puts it into the tree."""

    class Meta:
        model = Organization

    kind = OrganizationKind.SCHOOL
    name = factory.Sequence(lambda number: f"第{number}小学")

    @classmethod
    def _create(cls, model_class: type[Organization], *args: Any, **kwargs: Any) -> Organization:
        return create_organization(actor=None, **kwargs)


class MembershipFactory(DjangoModelFactory):
    """A teacher at a school, for years."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.TEACHER
    since = LONG_AGO

    @classmethod
    def _create(cls, model_class: type[Membership], *args: Any, **kwargs: Any) -> Membership:
        return add_membership(actor=None, **kwargs)


# At which kind of place each role is held in matrices of rights.
PLACES = {
    Role.TEACHER: "school",
    Role.LEADER: "school",
    Role.TRAINING_ADMIN: "school",
    Role.HEAD_SCHOOL_ADMIN: "school",
    Role.EDITOR: "institute",
    Role.REVIEWER: "institute",
    Role.OFFICER: "bureau",
    Role.AUDITOR: "bureau",
    Role.OPERATOR: "district",
}
