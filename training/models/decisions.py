"""What was decided in one go, line by line, so that it can be taken back for a day."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.constants import DecisionKind


class DecisionBatch(models.Model):
    """One press of a button: who decided for which organization about how many."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("关于"), max_length=12, choices=DecisionKind)
    verdict = models.CharField(_("决定"), max_length=12)
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="decision_batches"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=timezone.now)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("批量处理")
        verbose_name_plural = _("批量处理")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organization", "kind", "-at"], name="decision_by_organization")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.verdict}"


class DecisionLine(models.Model):
    """One thing of a batch. ``before``/``after`` are its states; what stands otherwise now was changed since."""

    batch = models.ForeignKey(DecisionBatch, on_delete=models.CASCADE, related_name="lines")
    evidence = models.ForeignKey(
        "Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="decision_lines"
    )
    enrolment = models.ForeignKey(
        "Enrolment", on_delete=models.PROTECT, null=True, blank=True, related_name="decision_lines"
    )
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    undone_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        constraints = [
            # A line about nothing could never be taken back, one about two things only by half.
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=False, enrolment=None)
                | models.Q(evidence=None, enrolment__isnull=False),
                name="decision_line_about_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence or self.enrolment}: {self.before} → {self.after}"
