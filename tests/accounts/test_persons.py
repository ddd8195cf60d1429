"""A person is anonymised, never deleted."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import DemoAccount, Notice
from accounts.services import anonymise_person, create_person
from core.models import AuditEntry
from tests.accounts.factories import NoticeFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_anonymising_keeps_the_row_and_ends_every_session(client: Client) -> None:
    """Name and contact are gone, ids stand, the open session is out at the next request."""
    actor = PersonFactory()
    person = create_person(
        actor=actor, username="chen", name="陈老师", password="x-2026-y", profile={"staff_no": "A-17"}
    )
    NoticeFactory(person=person, body="陈老师还差6学时")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("accounts:notices")).status_code == 200
    key, public_id = person.pk, person.public_id
    anonymise_person(actor=actor, person=person, reason="本人申请")
    person.refresh_from_db()
    assert (person.pk, person.public_id) == (key, public_id)
    assert "陈" not in f"{person.name}{person.username}{person.email}{person.get_full_name()}"
    assert person.teacher_profile.staff_no == ""
    assert not Notice.objects.filter(body__contains="陈老师").exists()
    assert not DemoAccount.objects.filter(person=person).exists()
    assert client.get(reverse("accounts:notices")).status_code == 302
    entry = AuditEntry.objects.get(action="person.anonymise")
    assert entry.reason == "本人申请"
    assert "陈" not in entry.target_label
