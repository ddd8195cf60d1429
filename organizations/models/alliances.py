"""School alliances (教共体): a head school and members, dated, possibly across districts."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.constants import JoiningMode
from organizations.models.tree import Dated


class Alliance(Dated):
    """An alliance with its three-year cycle."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("名称"), max_length=80)
    head = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="headed_alliances")
    summary = models.TextField(_("简介"), blank=True)

    class Meta:
        verbose_name = _("教共体")
        verbose_name_plural = _("教共体")

    def __str__(self) -> str:
        return self.name


class AllianceMember(Dated):
    """A member school and how it joined."""

    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="members")
    organization = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="alliance_memberships")
    mode = models.CharField(_("加入方式"), max_length=10, choices=JoiningMode)

    class Meta:
        constraints = [
            # A school counted twice would falsify the coverage figure.
            models.UniqueConstraint(
                fields=["alliance", "organization"], condition=models.Q(until=None), name="alliance_member_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance} · {self.organization}"
