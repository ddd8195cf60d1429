"""Signing in and out, the lockout, and the demo's buttons."""

import json
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import DemoAccount
from accounts.services import create_person, register_demo_account
from core.exceptions import Refusal
from tests.accounts.factories import DemoAccountFactory, PersonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "xunlian-2026-qiu"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Rate limits live in the cache and must not reach from test to test."""
    cache.clear()


def enter(client: Client, username: str, password: str) -> object:
    """Post the sign-in form."""
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_a_person_signs_in_and_out(client: Client) -> None:
    """Sign-in leads to the start page; signing out takes a POST."""
    create_person(actor=None, username="chen", name="陈老师", password=PASSWORD)
    assert enter(client, "chen", PASSWORD).headers["Location"] == "/start/"
    client.get(reverse("account_logout"))
    assert client.get(reverse("accounts:notices")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:notices")).status_code == 302


def test_a_wrong_password_is_refused_with_the_form(client: Client) -> None:
    """200, the name is kept, nobody is signed in."""
    create_person(actor=None, username="chen", name="陈老师", password=PASSWORD)
    answer = enter(client, "chen", "wrong")
    assert answer.status_code == 200
    assert 'value="chen"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_eight_wrong_passwords_lock_the_account_here(client: Client) -> None:
    """Even the right one does not help then; another account still gets in."""
    create_person(actor=None, username="chen", name="陈老师", password=PASSWORD)
    create_person(actor=None, username="wang", name="王老师", password=PASSWORD)
    answers = [enter(client, "chen", f"wrong{number}") for number in range(8)]
    assert "暂时不能登录" in answers[-1].content.decode()
    assert enter(client, "chen", PASSWORD).status_code != 302
    assert "_auth_user_id" not in client.session
    assert enter(client, "wang", PASSWORD).status_code == 302


def test_nobody_registers(client: Client) -> None:
    """Accounts come from rosters."""
    client.post(reverse("account_signup"), {"username": "new", "password1": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert "账号由学校开通" in client.get(reverse("account_signup")).content.decode()


def test_a_person_without_a_password_cannot_sign_in(client: Client) -> None:
    """A roster entry is no account yet."""
    create_person(actor=None, username="li", name="李老师")
    assert enter(client, "li", "").status_code == 200
    assert enter(client, "li", "!").status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_taken_username_is_refused() -> None:
    """With the field it belongs to."""
    create_person(actor=None, username="chen", name="陈老师")
    with pytest.raises(Refusal) as refused:
        create_person(actor=None, username="chen", name="陈二")
    assert refused.value.field == "username"


def test_the_password_can_be_changed(client: Client) -> None:
    """With the old one, from the page in our frame."""
    person = create_person(actor=None, username="chen", name="陈老师", password=PASSWORD)
    enter(client, "chen", PASSWORD)
    assert "修改密码" in client.get(reverse("account_change_password")).content.decode()
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "jialing-2027-shan"},
    )
    person.refresh_from_db()
    assert person.check_password("jialing-2027-shan")


def test_demo_buttons_sign_in(client: Client, settings: LazySettings) -> None:
    """One POST signs in as the role and leads to its start."""
    settings.DEMO_CITY = True
    account = DemoAccountFactory(role="leader", label="校长")
    page = client.get(reverse("account_login")).content.decode()
    assert account.sign_in_url in page
    assert account.person.username in page
    assert client.get(account.sign_in_url).status_code == 405
    answer = client.post(account.sign_in_url)
    assert answer.headers["Location"] == account.start
    assert client.session["_auth_user_id"] == str(account.person.pk)
    assert client.post(reverse("accounts:demo_sign_in", args=["nobody"])).status_code == 404


def test_no_demo_no_buttons(client: Client, settings: LazySettings) -> None:
    """Rows left over in a real installation open nothing."""
    settings.DEMO_CITY = False
    account = DemoAccountFactory()
    assert account.sign_in_url not in client.get(reverse("account_login")).content.decode()
    assert client.post(account.sign_in_url).status_code == 404
    with pytest.raises(Refusal):
        register_demo_account(
            actor=None, person=PersonFactory(), role="x", label="x", password="x", start="/", position=1
        )


def test_demo_buttons_need_the_token(settings: LazySettings) -> None:
    """Another site cannot sign somebody in."""
    settings.DEMO_CITY = True
    account = DemoAccountFactory()
    assert Client(enforce_csrf_checks=True).post(account.sign_in_url).status_code == 403


def test_demo_buttons_have_a_limit(client: Client, settings: LazySettings) -> None:
    """Pressed too often: 429."""
    settings.DEMO_CITY = True
    settings.ACCOUNT_RATE_LIMITS = {"demo_sign_in": "2/m/ip"}
    account = DemoAccountFactory()
    answers = [client.post(account.sign_in_url).status_code for _time in range(3)]
    assert answers == [302, 302, 429]


def test_superusers_are_never_published(settings: LazySettings) -> None:
    """The password is public."""
    settings.DEMO_CITY = True
    with pytest.raises(Refusal):
        register_demo_account(
            actor=None,
            person=PersonFactory(is_superuser=True),
            role="operator",
            label="运维",
            password="x",
            start="/",
        )


def test_the_command_lists_the_accounts(settings: LazySettings) -> None:
    """As a table and as JSON; registering a role again replaces it."""
    settings.DEMO_CITY = True
    for name in ("first", "second"):
        register_demo_account(
            actor=None,
            person=PersonFactory(username=name),
            role="teacher",
            label="教师",
            password="yanxun-demo",
            start="/me/",
        )
    assert DemoAccount.objects.count() == 1
    out = StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    assert json.loads(out.getvalue()) == [
        {"role": "teacher", "username": "second", "password": "yanxun-demo", "start": "/me/"}
    ]
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "second" in out.getvalue()
