"""The person."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. ``name`` is the whole Chinese name; a person is anonymised, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=40)
    email = models.EmailField(_("邮箱"), blank=True)
    anonymised_at = models.DateTimeField(_("匿名处理时间"), null=True, blank=True, editable=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name as written; Wagtail shows it for edits and locks."""
        return self.name or super().get_full_name()

    def get_short_name(self) -> str:
        """Same as the full name: a Chinese name is not cut."""
        return self.get_full_name()

    @property
    def initial(self) -> str:
        """The character shown in the avatar."""
        return (self.name or self.username)[:1]
