"""Persons for tests."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import DemoAccount, Notice, User


class PersonFactory(DjangoModelFactory):
    """A person without a password; tests sign in by ``force_login``."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"person{number}")
    name = factory.Sequence(lambda number: f"教师{number}")


class NoticeFactory(DjangoModelFactory):
    """An unread notice."""

    class Meta:
        model = Notice

    person = factory.SubFactory(PersonFactory)
    kind = "reminder"
    title = factory.Sequence(lambda number: f"通知{number}")
    reason = "每学期提醒一次"


class DemoAccountFactory(DjangoModelFactory):
    """A published account of the demo."""

    class Meta:
        model = DemoAccount

    person = factory.SubFactory(PersonFactory)
    role = factory.Sequence(lambda number: f"role{number}")
    label = factory.Sequence(lambda number: f"身份{number}")
    password = "yanxun-demo"
    start = "/me/notices/"
