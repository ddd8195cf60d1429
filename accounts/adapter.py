"""How allauth behaves here: accounts come from rosters, nobody registers by themself, pages speak for themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up; after a new password the person is back at their own start page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("账号和密码对不上。核对后再登录，或请学校的研训管理员重设密码。"),
        "enter_current_password": _("与现在的密码不一样。"),
    }

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
