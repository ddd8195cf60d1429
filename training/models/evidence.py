"""Evidence: stored facts that a clause of a rule set may turn into hours."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.constants import EvidenceState


class Evidence(models.Model):
    """One thing a person did, in the vocabulary of the rule sets.

    ``facts`` holds the fields of the rule engine beside type, level, role and date (minutes, days, outcome, cert_no …).
    ``source_type``/``source_id`` name the record it came from (``enrolment``, ``participation``, ``opening_balance``,
    ``claim``); the pair is unique per person, so that one record never gives two pieces of evidence.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="evidence",
        verbose_name=_("当日所在单位"),
    )
    type = models.CharField(_("类型"), max_length=30)
    level = models.CharField(_("级别"), max_length=10, blank=True)
    role = models.CharField(_("角色"), max_length=20, blank=True)
    occurred_on = models.DateField(_("日期"), help_text=_("多日活动取最后一天"))
    posted_on = models.DateField(_("登记日期"), default=timezone.localdate)
    facts = models.JSONField(default=dict, blank=True)
    title = models.CharField(_("培训（活动）名称"), max_length=160)
    organizer = models.CharField(_("主办单位"), max_length=120, blank=True)
    url = models.CharField(_("来自"), max_length=300, blank=True)
    source_type = models.CharField(max_length=30)
    source_id = models.CharField(max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=EvidenceState, default=EvidenceState.SUBMITTED)
    certifier = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certified_evidence",
        verbose_name=_("认定单位"),
    )
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certified_at = models.DateTimeField(_("认定时间"), null=True, blank=True)
    decision_note = models.TextField(_("意见"), blank=True)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("学校核对人"),
    )
    endorsed_at = models.DateTimeField(_("学校核对时间"), null=True, blank=True)
    reversed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("学时依据")
        verbose_name_plural = _("学时依据")
        ordering = ["-occurred_on", "-id"]
        constraints = [
            # A redelivered task or a second import of the same list must not count twice.
            models.UniqueConstraint(fields=["person", "source_type", "source_id"], name="evidence_source_once"),
            # A reversal without its day could not be judged against the closing of a year.
            models.CheckConstraint(
                condition=~models.Q(state=EvidenceState.REVERSED) | models.Q(reversed_on__isnull=False),
                name="evidence_reversed_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state"], name="evidence_to_decide"),
            models.Index(fields=["person", "state"], name="evidence_by_person"),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceProof(models.Model):
    """A file that proves it."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="proofs")
    material = models.ForeignKey("materials.Material", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, default="certificate")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "material"], name="proof_once")]

    def __str__(self) -> str:
        return str(self.material)
