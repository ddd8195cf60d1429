"""A home page, a vocabulary, and files in a folder that goes away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from wagtail.models import Page, Site

from home.models import HomePage
from organizations.constants import Role
from taxonomy.services import load_vocabulary
from tests.accounts.factories import PersonFactory
from tests.organizations.factories import MembershipFactory

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def home(db: None) -> HomePage:
    """The public tree's root and the vocabulary."""
    load_vocabulary()
    found = HomePage.objects.first()
    if found is None:
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        found = root.add_child(instance=HomePage(title="首页"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": found})
    return found


@pytest.fixture
def protected_files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Materials of this test alone."""
    storage = storages["protected"]
    monkeypatch.setattr(storage, "_location", tmp_path, raising=False)
    for name in ("base_location", "location"):
        storage.__dict__.pop(name, None)
        monkeypatch.setitem(storage.__dict__, name, str(tmp_path))
    settings.SENDFILE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def sign_in() -> Callable[..., tuple[Client, Any]]:
    """``sign_in(organization, role)`` → a client and the person behind it; without an organization just a person."""

    def enter(organization: Any = None, role: Role = Role.TEACHER) -> tuple[Client, Any]:
        person = PersonFactory()
        if organization is not None:
            MembershipFactory(person=person, organization=organization, role=role)
        client = Client()
        client.force_login(person, backend=MODEL_BACKEND)
        return client, person

    return enter
