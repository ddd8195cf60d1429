"""Activities with schools, steps and participants."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from research_groups.constants import ActivityKind, ActivityStatus
from research_groups.querysets import ActivityQuerySet
from taxonomy.constants import Level


class Activity(models.Model):
    """教研活动. ``minutes`` is what attending counts; ``approved_level`` is empty until an institute approved it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("类型"), max_length=20, choices=ActivityKind)
    title = models.CharField(_("活动名称"), max_length=120)
    theme = models.TextField(_("研究问题"), blank=True)
    group = models.ForeignKey(
        "ResearchGroup", on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="activities", verbose_name=_("主办单位")
    )
    lesson = models.ForeignKey(
        "courses.LessonPage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("研究的课例"),
    )
    status = models.CharField(_("状态"), max_length=10, choices=ActivityStatus, default=ActivityStatus.PLANNED)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    minutes = models.PositiveIntegerField(_("计学时的分钟数"), default=0)
    approved_level = models.CharField(_("认定级别"), max_length=10, choices=Level, blank=True)
    approved_at = models.DateTimeField(_("认定时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approving_organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(_("退回意见"), blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("教研活动")
        verbose_name_plural = _("教研活动")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("starts_at")), name="activity_times_in_order"
            ),
            # Hours hang on the approval: an approved activity has its level and date.
            models.CheckConstraint(
                condition=~models.Q(status=ActivityStatus.APPROVED)
                | (~models.Q(approved_level="") & models.Q(approved_at__isnull=False)),
                name="activity_approval_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The activity's page."""
        return reverse("research_groups:activity", args=[self.public_id])


class ActivitySchool(models.Model):
    """A school that takes part; two or more make a joint activity (联合教研), counted once."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="schools")
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="joined_activities"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "organization"], name="activity_school_once")]

    def __str__(self) -> str:
        return str(self.organization)


class ActivityStep(models.Model):
    """A step with its own time and place: 集体备课, 第一次试讲, 评课 …"""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("步骤"), max_length=80)
    starts_at = models.DateTimeField(_("时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    note = models.TextField(_("记录"), blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["activity", "position"], name="activity_step_place_once")]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """A person in an activity, for the school of that day. ``handed_in_at`` is set when all own products are in."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("分工"), max_length=40, blank=True)
    attended_at = models.DateTimeField(_("签到"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("产出齐"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="participation_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.activity}"
