"""Notices that say why they came."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import NoticeQuerySet


class Notice(models.Model):
    """A message to one person, with the rule it comes from and where to act."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("内容"), blank=True)
    reason = models.CharField(_("为什么收到"), max_length=200, blank=True)
    url = models.CharField(_("去处理"), max_length=300, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dedup_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("已读"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-id"]
        constraints = [
            # A repeated trigger (redelivered task, second click) must not send the same notice twice.
            models.UniqueConstraint(
                fields=["person", "dedup_key"], condition=~models.Q(dedup_key=""), name="notice_once_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
