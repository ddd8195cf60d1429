"""Forms of signing in, in our words and shape: label above, no placeholder, nothing to be typed twice."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


def plain(form: forms.Form, labels: dict[str, Any], hints: dict[str, Any]) -> None:
    """Give each field its label and hint, and take the placeholders away."""
    for name, field in form.fields.items():
        field.label = labels.get(name, field.label)
        field.help_text = hints.get(name, "")
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """Account and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"login": _("账号"), "password": _("密码"), "remember": _("在这台设备上保持登录两周")}
        plain(self, labels, {})


class NewPasswordForm(ChangePasswordForm):
    """The present password and the new one, once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        labels = {"oldpassword": _("现在的密码"), "password1": _("新密码")}
        plain(self, labels, {"password1": _("至少8位，不能只用数字，也不要用姓名或常见密码。")})
