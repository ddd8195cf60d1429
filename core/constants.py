"""Constants of the kernel."""

from django.db import models
from django.utils.translation import gettext_lazy as _

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: codes are read out loud
CODE_LENGTH = 8

OUTBOX_LEASE_SECONDS = 120
OUTBOX_MAX_TRIES = 5
OUTBOX_BATCH = 100


class OutboxState(models.TextChoices):
    """Where a row of the outbox stands."""

    PENDING = "pending", _("待处理")
    DONE = "done", _("完成")
    DEAD = "dead", _("失败")
