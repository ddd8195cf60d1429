"""Which rule set is in force where, and the exact text of each version."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.tree import Dated


class RuleSetVersion(models.Model):
    """A version of a rule set as loaded from its file; the text is kept, so that an old year can be judged again."""

    set_key = models.SlugField(_("办法"), max_length=20)
    version_id = models.CharField(_("版本"), max_length=20)
    name = models.CharField(_("名称"), max_length=80)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issuer = models.CharField(_("发文单位"), max_length=80, blank=True)
    effective_from = models.DateField(_("生效日期"))
    text = models.TextField(_("全文（YAML）"))
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("学时认定办法")
        verbose_name_plural = _("学时认定办法")
        ordering = ["set_key", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["set_key", "version_id"], name="rule_set_version_once")]

    def __str__(self) -> str:
        return f"{self.set_key}@{self.version_id}"


class RuleSetAssignment(Dated):
    """The rule set of a district (or city) during the dates; what is below inherits it."""

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="rule_set_assignments"
    )
    set_key = models.SlugField(_("办法"), max_length=20)

    class Meta:
        constraints = [
            # One set at a time, or a year would have two borders.
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(until=None), name="rule_set_one_open_per_organization"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.set_key}"


class YearClosure(models.Model):
    """A year that was audited: its figures never change again."""

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="year_closures"
    )
    set_key = models.SlugField(max_length=20)
    year = models.CharField(max_length=9)
    closed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "set_key", "year"], name="year_closed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.set_key} {self.year}"
