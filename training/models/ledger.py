"""The append-only ledger and the totals derived from it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.constants import EntryKind


class HourEntry(models.Model):
    """One entry: insert only, the database refuses anything else; a correction is another entry.

    Amounts are integers in grains of the set (minutes in hour sets, hundredths in credit sets). ``amount`` is what was
    credited after caps; ``year_amount`` and ``cycle_amount`` are what it counts towards year and cycle. ``payload`` is
    the canonical text whose hash, together with the previous entry's hash, makes tampering detectable offline.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hour_entries")
    seq = models.PositiveIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=10, choices=EntryKind, default=EntryKind.AWARD)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.PROTECT,
        related_name="hour_entries",
        verbose_name=_("当日所在单位"),
    )
    set_key = models.CharField(_("办法"), max_length=20)
    set_version = models.CharField(_("版本"), max_length=20)
    clause = models.CharField(_("条款"), max_length=30)
    year = models.CharField(_("年度"), max_length=9)
    cycle = models.DateField(_("周期起"))
    occurred_on = models.DateField(_("日期"))
    booked_on = models.DateField(_("计入日期"))
    amount = models.IntegerField(_("数额"))
    raw_amount = models.IntegerField(_("封顶前"))
    year_amount = models.IntegerField()
    cycle_amount = models.IntegerField()
    scopes = models.JSONField(default=list, blank=True)
    level = models.CharField(max_length=10, blank=True)
    evidence = models.ForeignKey("Evidence", on_delete=models.PROTECT, related_name="entries")
    certifier = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    idempotency_key = models.CharField(max_length=160, unique=True)
    posted_at = models.DateTimeField(_("登记时间"), default=timezone.now)
    payload = models.TextField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("学时记录")
        verbose_name_plural = _("学时记录")
        ordering = ["person", "seq"]
        constraints = [
            # Two workers awarding one person at once: the second takes the next number or fails.
            models.UniqueConstraint(fields=["person", "seq"], name="entry_seq_once"),
            # One award per (person, clause, source), however often the evidence is delivered.
            models.UniqueConstraint(
                fields=["person", "clause", "evidence"],
                condition=models.Q(kind__in=[EntryKind.AWARD, EntryKind.OPENING]),
                name="entry_award_once",
            ),
            # An award is reversed at most once.
            models.UniqueConstraint(
                fields=["reverses"], condition=models.Q(reverses__isnull=False), name="entry_reversed_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "set_key", "year"], include=["clause", "year_amount"], name="entry_by_person_year"
            ),
            models.Index(fields=["organization", "set_key", "year"], name="entry_by_organization_year"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.seq} {self.clause} {self.amount}"


class YearTotal(models.Model):
    """Derived: sums per person, year and scope, kept in the posting transaction; ``rebuild_totals`` re-adds them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="year_totals")
    set_key = models.CharField(max_length=20)
    year = models.CharField(max_length=9)
    cycle = models.DateField()
    scope = models.CharField(max_length=20, default="total")
    year_amount = models.IntegerField(default=0)
    cycle_amount = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "set_key", "year", "scope"], name="year_total_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.set_key} {self.year} {self.scope} {self.year_amount}"
