"""Notices: sent once, read by their addressee alone."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice
from accounts.services import mark_all_read, send_notice, send_notices
from accounts.services.notices import Message
from core.models import AuditEntry
from tests.accounts.factories import NoticeFactory, PersonFactory

pytestmark = pytest.mark.django_db
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in() -> tuple[Client, object]:
    """A client and the person behind it."""
    person, client = PersonFactory(), Client()
    client.force_login(person, backend=MODEL_BACKEND)
    return client, person


def test_a_repeated_trigger_sends_nothing_twice() -> None:
    """Same key, same person: one notice; another person still gets theirs."""
    leader, one, other = PersonFactory(), PersonFactory(), PersonFactory()
    first = send_notice(
        actor=leader, person=one, kind="reminder", title="还差6学时", reason="学校提醒", dedup_key="2026-gap"
    )
    assert first is not None
    again = [Message(person, "还差6学时", "", "2026-gap") for person in (one, other)]
    assert [notice.person for notice in send_notices(actor=leader, kind="reminder", messages=again)] == [other]
    assert send_notice(actor=leader, person=one, kind="reminder", title="x", dedup_key="2026-gap") is None
    assert Notice.objects.count() == 2
    assert AuditEntry.objects.filter(action="notice.send", actor=leader).count() == 2


def test_notices_without_a_key_may_repeat() -> None:
    """Two different things may be called the same."""
    person = PersonFactory()
    for _time in range(2):
        assert send_notice(actor=None, person=person, kind="system", title="换教室") is not None
    assert Notice.objects.for_person(person).unread().count() == 2


def test_addresses_outside_are_refused() -> None:
    """A notice never leads to a foreign site."""
    with pytest.raises(ValueError, match="address of this site"):
        send_notice(actor=None, person=PersonFactory(), kind="system", title="x", url="https://elsewhere.example/")


def test_the_page_shows_own_notices_and_why_they_came() -> None:
    """Unread ones are counted in the title; others' are not shown."""
    client, person = signed_in()
    NoticeFactory(person=person, title="培训改到周五", reason="报名了第2期")
    NoticeFactory(title="别人的通知")
    text = client.get(reverse("accounts:notices")).content.decode()
    assert "培训改到周五" in text
    assert "报名了第2期" in text
    assert "1条通知还没读" in text
    assert "别人的通知" not in text


def test_opening_marks_as_read_and_leads_on() -> None:
    """By POST only, and only for the addressee."""
    client, person = signed_in()
    own, foreign = NoticeFactory(person=person, url="/me/hours/"), NoticeFactory(url="/me/hours/")
    assert client.get(reverse("accounts:open_notice", args=[own.public_id])).status_code == 405
    answer = client.post(reverse("accounts:open_notice", args=[own.public_id]))
    assert answer.headers["Location"] == "/me/hours/"
    assert client.post(reverse("accounts:open_notice", args=[foreign.public_id])).status_code == 404
    own.refresh_from_db()
    foreign.refresh_from_db()
    assert own.read_at is not None
    assert foreign.read_at is None


def test_all_at_once() -> None:
    """Only the own ones."""
    client, person = signed_in()
    NoticeFactory.create_batch(3, person=person)
    foreign = NoticeFactory()
    client.post(reverse("accounts:read_notices"))
    assert not Notice.objects.for_person(person).unread().exists()
    assert Notice.objects.filter(pk=foreign.pk).unread().exists()
    assert mark_all_read(actor=person) == 0


def test_visitors_sign_in_first(client: Client) -> None:
    """And come back."""
    answer = client.get(reverse("accounts:notices"))
    assert answer.headers["Location"] == "/accounts/login/?next=/me/notices/"


def test_an_empty_list_says_what_will_come() -> None:
    """With a way on."""
    client, _person = signed_in()
    assert "还没有通知" in client.get(reverse("accounts:notices")).content.decode()
