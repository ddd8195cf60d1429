"""Groups, their members by date and their yearly review."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from organizations.models.tree import Dated
from research_groups.constants import GroupKind, GroupRole, InvitationAnswer, ReviewResult
from research_groups.querysets import GroupQuerySet


class ResearchGroup(Dated):
    """A group of an organization with a subject, a stage and a term (``since`` … ``until``)."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("类别"), max_length=20, choices=GroupKind)
    name = models.CharField(_("名称"), max_length=80)
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="groups")
    subject = models.ForeignKey("taxonomy.Subject", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stage = models.ForeignKey("taxonomy.Stage", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    aim = models.TextField(_("目标"), blank=True)
    plan = models.TextField(_("工作计划"), blank=True)
    dissolved_on = models.DateField(_("解散日期"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("研修共同体")
        verbose_name_plural = _("研修共同体")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("research_groups:group", args=[self.code])


class GroupMember(Dated):
    """A person in a group by date; the host is a role, so that a change of host keeps its history."""

    group = models.ForeignKey(ResearchGroup, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_memberships")
    role = models.CharField(_("角色"), max_length=10, choices=GroupRole, default=GroupRole.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=models.Q(until=None), name="group_member_open_once"
            ),
            # Two hosts at once: nobody would know who decides.
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(until=None, role=GroupRole.HOST),
                name="group_one_open_host",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()}"


class GroupInvitation(models.Model):
    """A host asks somebody into the group; nobody of another organization is a member without their own word."""

    group = models.ForeignKey(ResearchGroup, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_invitations")
    role = models.CharField(_("角色"), max_length=10, choices=GroupRole, default=GroupRole.MEMBER)
    since = models.DateField(_("从哪天起"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(
        _("答复"), max_length=10, choices=InvitationAnswer, default=InvitationAnswer.OPEN, blank=True
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            # Two clicks must not ask the same person twice.
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(answer=InvitationAnswer.OPEN),
                name="group_invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.group}"


class GroupReview(models.Model):
    """年度考核."""

    group = models.ForeignKey(ResearchGroup, on_delete=models.PROTECT, related_name="reviews")
    year = models.CharField(_("学年"), max_length=9)
    result = models.CharField(_("结果"), max_length=10, choices=ReviewResult)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(_("评语"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "year"], name="group_review_once_per_year")]

    def __str__(self) -> str:
        return f"{self.group} {self.year} {self.get_result_display()}"
