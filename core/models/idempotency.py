"""Requests that may be repeated without doing anything twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IdempotentRequest(models.Model):
    """The stored answer of one (actor, key); the same key with another body is refused."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    response = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Two parallel submits of one form: the second insert fails and reads the first one's answer.
            models.UniqueConstraint(fields=["actor", "key"], name="idempotent_request_once"),
        ]

    def __str__(self) -> str:
        return self.key
