"""How allauth behaves here: accounts come from rosters, nobody registers by themself, pages speak for themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up; after a new password the person is back at their own start page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No public registration."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The start page."""
        return self.get_login_redirect_url(request)

    def add_message(self, request: HttpRequest, level: int, message_template: str, *args: Any, **kwargs: Any) -> None:
        """No "successfully signed in": the next page shows it. A changed password is worth a sentence."""
        if message_template.endswith("password_changed.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)
