"""What pages of signing in show beside the form."""

from typing import Any

from django import template

from accounts.demo import demo_accounts

register = template.Library()


@register.simple_tag(name="demo_accounts")
def demo_account_buttons() -> list[Any]:
    """The demo's accounts for one-click buttons; empty on a real installation."""
    return list(demo_accounts())
