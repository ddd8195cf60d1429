"""Accounts of the demo city that everybody may use: their password is published on the sign-in page."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class DemoAccount(models.Model):
    """One account per role, written by the demo city's loader; a real installation has no row here."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="demo_account")
    role = models.SlugField(_("身份"), max_length=40, unique=True)
    label = models.CharField(_("按钮文字"), max_length=40)
    password = models.CharField(_("公开的密码"), max_length=64)
    start = models.CharField(_("登录后到"), max_length=200, default="/me/")
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("演示账号")
        verbose_name_plural = _("演示账号")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label

    @property
    def sign_in_url(self) -> str:
        """Where a POST signs in as this account."""
        return reverse("accounts:demo_sign_in", args=[self.role])
