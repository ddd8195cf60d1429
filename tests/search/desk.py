"""Who comes to the desk: a client of a person with a role at its usual place."""

from django.test import Client

from organizations.constants import OrganizationKind, Role
from tests.organizations.factories import MembershipFactory, OrganizationFactory

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
PLACES = {
    Role.TEACHER: OrganizationKind.SCHOOL,
    Role.LEADER: OrganizationKind.SCHOOL,
    Role.TRAINING_ADMIN: OrganizationKind.SCHOOL,
    Role.OFFICER: OrganizationKind.BUREAU,
    Role.AUDITOR: OrganizationKind.BUREAU,
    Role.REVIEWER: OrganizationKind.INSTITUTE,
    Role.EDITOR: OrganizationKind.INSTITUTE,
    Role.OPERATOR: OrganizationKind.CITY,
}


def signed_in(role: Role, kind: OrganizationKind | None = None) -> Client:
    """A client of a person with the role at its usual place."""
    person = MembershipFactory(organization=OrganizationFactory(kind=kind or PLACES[role]), role=role).person
    client = Client()
    client.force_login(person, backend=MODEL_BACKEND)
    return client
