"""Who works where, in which role, from when to when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.constants import LeaveKind, MembershipKind, Role
from organizations.models.tree import Dated


class Membership(Dated):
    """A person in an organization with one role. Rights end at the first request after ``until``."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey("Organization", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    kind = models.CharField(_("关系"), max_length=4, choices=MembershipKind, default=MembershipKind.HOME)

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="membership_dates_in_order",
            ),
            # The same role twice at once would double a person in rosters.
            models.UniqueConstraint(
                fields=["person", "organization", "role"],
                condition=models.Q(until=None),
                name="membership_role_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "role"], name="membership_by_organization"),
            models.Index(fields=["person", "since"], name="membership_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization} · {self.get_role_display()}"


class Leave(Dated):
    """An approved absence; a rule-set year with too few counted days is exempt (免审)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(_("类别"), max_length=16, choices=LeaveKind)

    class Meta:
        verbose_name = _("请假与免审")
        verbose_name_plural = _("请假与免审")
        indexes = [models.Index(fields=["person", "since"], name="leave_by_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"
