"""A small city: two districts with bureau, institute and school each, and a draft and a live page of each institute."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from home.models import HomePage, OrganizationPage
from organizations.constants import OrganizationKind, Role
from organizations.models import Organization
from organizations.services import assign_page
from tests.accounts.factories import PersonFactory
from tests.organizations.factories import LONG_AGO, MembershipFactory, OrganizationFactory

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class District:
    """One district of the small city."""

    district: Organization
    bureau: Organization
    institute: Organization
    school: Organization
    page: OrganizationPage  # of the institute
    draft: Page
    live: Page


@dataclass
class City:
    """Both districts under one city."""

    city: Organization
    near: District
    far: District


def make_page(parent: Page, title: str, *, live: bool) -> Page:
    """A series page, whose type needs nothing but a title."""
    from courses.models import SeriesPage

    owner = Organization.objects.get(page__path=parent.path)
    page = SeriesPage(title=title, organization=owner, summary="一句话", live=live)
    parent.add_child(instance=page)
    page.save_revision()
    if live:
        page.get_latest_revision().publish()
    return Page.objects.get(pk=page.pk)


@pytest.fixture
def home_page(db: None) -> HomePage:
    """The public tree's root."""
    page = Page.get_first_root_node().add_child(instance=HomePage(title="首页", slug="home-page"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": page})
    return page


@pytest.fixture
def city(home_page: HomePage) -> City:
    """See the module's docstring."""
    top = OrganizationFactory(kind=OrganizationKind.CITY, name="重庆市", municipality=True)

    def build(name: str) -> District:
        district = OrganizationFactory(kind=OrganizationKind.DISTRICT, name=name, parent=top)
        parts = {
            kind: OrganizationFactory(kind=kind, name=f"{name}{label}", parent=district)
            for kind, label in ((OrganizationKind.BUREAU, "教委"), (OrganizationKind.INSTITUTE, "进修学院"))
        }
        school = OrganizationFactory(name=f"{name}第一小学", parent=district)
        institute = parts[OrganizationKind.INSTITUTE]
        page = home_page.add_child(instance=OrganizationPage(title=institute.name, organization=institute))
        assign_page(actor=None, organization=institute, page=page)
        return District(
            district=district,
            bureau=parts[OrganizationKind.BUREAU],
            institute=institute,
            school=school,
            page=page,
            draft=make_page(page, f"{name}未公开的草稿", live=False),
            live=make_page(page, f"{name}公开的系列", live=True),
        )

    return City(city=top, near=build("沙坪坝区"), far=build("渝中区"))


SignIn = Callable[..., tuple[Client, Any]]


@pytest.fixture
def sign_in() -> SignIn:
    """``sign_in((role, organization), …, since=, until=)`` → a client and the person behind it."""

    def enter(*roles: tuple[Role, Organization], since: date = LONG_AGO, until: date | None = None) -> Any:
        person = PersonFactory()
        for role, organization in roles:
            MembershipFactory(person=person, organization=organization, role=role, since=since, until=until)
        client = Client()
        client.force_login(person, backend=MODEL_BACKEND)
        return client, person

    return enter
