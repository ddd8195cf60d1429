"""The one outbox: work that must not be lost when a broker or a worker dies."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.constants import OutboxState


class OutboxRow(models.Model):
    """One piece of work for one consumer, written in the transaction of the change that caused it.

    A row is claimed by a guarded UPDATE with a lease (SQLite ignores ``skip_locked`` silently) and marked done by the
    consumer in the consumer's own transaction.
    """

    topic = models.CharField(_("事由"), max_length=60)
    consumer = models.CharField(_("处理者"), max_length=60)
    key = models.CharField(_("对象"), max_length=120)
    payload = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=OutboxState, default=OutboxState.PENDING)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    error = models.TextField(_("原因"), blank=True)
    created_at = models.DateTimeField(_("写入时间"), default=timezone.now)
    due_at = models.DateTimeField(_("下次处理"), default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("待办队列")
        verbose_name_plural = _("待办队列")
        indexes = [
            models.Index(fields=["due_at", "id"], name="outbox_pending", condition=models.Q(state=OutboxState.PENDING)),
            models.Index(fields=["topic", "key"], name="outbox_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.key}"


class DocumentVersion(models.Model):
    """A counter per indexed document, raised in the writer's transaction and kept after deletion.

    It is the external version of the search index: outbox ids would lose updates (7 may commit before 6).
    """

    key = models.CharField(max_length=120, primary_key=True)
    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"
