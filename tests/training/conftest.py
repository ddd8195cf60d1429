"""A district under a rule set: institute, school, teachers, leader."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from organizations.constants import OrganizationKind, Role
from organizations.models import Organization
from tests.accounts.factories import PersonFactory
from tests.courses.conftest import home, protected_files  # noqa: F401 - fixtures of pages and files
from tests.organizations.factories import MembershipFactory, OrganizationFactory
from training.services import assign_rule_set, load_rule_sets

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
LONG_AGO = date(2010, 9, 1)


@dataclass
class Place:
    """One district with what the tests need of it."""

    district: Organization
    institute: Organization
    school: Organization
    teacher: Any
    leader: Any


def build_place(name: str, set_key: str) -> Place:
    """A district under ``set_key`` with one school, one teacher and one leader."""
    district = OrganizationFactory(kind=OrganizationKind.DISTRICT, name=name)
    institute = OrganizationFactory(kind=OrganizationKind.INSTITUTE, name=f"{name}进修学院", parent=district)
    school = OrganizationFactory(name=f"{name}第一小学", parent=district)
    assign_rule_set(actor=None, organization=district, set_key=set_key, since=LONG_AGO)
    return Place(
        district=district,
        institute=institute,
        school=school,
        teacher=add_teacher(school),
        leader=MembershipFactory(organization=school, role=Role.LEADER, since=LONG_AGO).person,
    )


def add_teacher(school: Organization, **person: Any) -> Any:
    """A teacher of the school since long ago."""
    return MembershipFactory(person=PersonFactory(**person), organization=school, since=LONG_AGO).person


@pytest.fixture
def rules(db: None) -> None:
    """The shipped rule sets as versions."""
    load_rule_sets(actor=None)


@pytest.fixture
def near(rules: None) -> Place:
    """A district under the credits of ``cq`` (year from 1 July)."""
    return build_place("沙坪坝区", "cq")


@pytest.fixture
def far(rules: None) -> Place:
    """Another district, under the hours of ``js`` (calendar year)."""
    return build_place("秦淮区", "js")


@pytest.fixture
def enter() -> Any:
    """``enter(person)`` → a client signed in as that person."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend=MODEL_BACKEND)
        return client

    return sign_in
