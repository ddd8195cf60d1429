"""Designations (授牌): titles with issuer, level, holder and dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.tree import Dated


class Designation(Dated):
    """A title such as 基地学校 that an organization holds for a time."""

    title = models.CharField(_("称号"), max_length=80)
    holder = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="designations")
    issuer = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="issued_designations")
    document_number = models.CharField(_("文号"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("授牌")
        verbose_name_plural = _("授牌")

    def __str__(self) -> str:
        return f"{self.holder} · {self.title}"
