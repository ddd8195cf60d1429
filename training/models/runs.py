"""Runs (班期), their sessions and who is enrolled."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.constants import SEATED_STATUSES, Consent, EnrolmentStatus, RunMode, RunStatus
from training.querysets import CourseRunQuerySet


class CourseRun(models.Model):
    """One offering of a series. ``taken`` counts seats by guarded UPDATE; ``capacity`` empty means no limit.

    ``minimum`` is how many it takes to be worth holding; below it the organizer is warned, nothing happens by itself.
    ``second_from``/``second_until`` is the second enrolment round (补报), for what the first one left.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    series = models.ForeignKey("courses.SeriesPage", on_delete=models.PROTECT, related_name="runs")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField(_("期次"), default=1)
    mode = models.CharField(_("报名方式"), max_length=12, choices=RunMode, default=RunMode.SELF_ENROL)
    status = models.CharField(_("状态"), max_length=10, choices=RunStatus, default=RunStatus.PROPOSED)
    enrol_from = models.DateTimeField(_("报名开始"))
    enrol_until = models.DateTimeField(_("报名截止"))
    second_from = models.DateTimeField(_("第二轮报名开始"), null=True, blank=True)
    second_until = models.DateTimeField(_("第二轮报名截止"), null=True, blank=True)
    starts_on = models.DateField(_("开课"))
    ends_on = models.DateField(_("结课"))
    capacity = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("已报"), default=0)
    minimum = models.PositiveIntegerField(_("最少开班人数"), null=True, blank=True)
    needs_consent = models.BooleanField(_("自主报名须学校同意"), default=False)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    contact = models.CharField(_("联系人"), max_length=80, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(_("意见"), blank=True)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("班期")
        verbose_name_plural = _("班期")
        ordering = ["-starts_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="run_number_once"),
            # The last line of defence against overselling in an enrolment rush.
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")), name="run_not_oversold"
            ),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="run_dates_in_order"),
            # Half a second round would be open for ever, or never.
            models.CheckConstraint(
                condition=models.Q(second_from=None, second_until=None)
                | models.Q(second_from__isnull=False, second_until__gt=models.F("second_from")),
                name="run_second_round_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} 第{self.number}期"


class RunQuota(models.Model):
    """Seats of a run set aside for one school; ``taken`` counts them by guarded UPDATE, as the run counts its own."""

    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="quotas")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="run_quotas")
    seats = models.PositiveIntegerField(_("名额"))
    taken = models.PositiveIntegerField(_("已用"), default=0)

    class Meta:
        verbose_name = _("学校名额")
        verbose_name_plural = _("学校名额")
        ordering = ["organization__name"]
        constraints = [
            models.UniqueConstraint(fields=["run", "organization"], name="run_quota_once"),
            # Two leaders of one school nominating at the same moment.
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("seats")), name="run_quota_not_overdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.taken}/{self.seats}"


class RunSession(models.Model):
    """A dated meeting of a run (线下活动), half day by half day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="sessions")
    unit = models.ForeignKey("courses.UnitPage", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(_("内容"), max_length=120)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=120, blank=True)

    class Meta:
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return self.title


class Enrolment(models.Model):
    """A person in a run, for the school of that day. ``quota`` is the school's share that the seat was taken from."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    organization = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(_("状态"), max_length=10, choices=EnrolmentStatus, default=EnrolmentStatus.ENROLLED)
    enrolled_at = models.DateTimeField(_("报名时间"), default=timezone.now)
    completed_at = models.DateTimeField(_("结业时间"), null=True, blank=True)
    quota = models.ForeignKey(RunQuota, on_delete=models.SET_NULL, null=True, blank=True, related_name="enrolments")
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent = models.CharField(_("学校意见"), max_length=10, choices=Consent, default=Consent.NOT_ASKED, blank=True)
    consent_note = models.TextField(_("学校的说明"), blank=True)

    class Meta:
        verbose_name = _("报名")
        verbose_name_plural = _("报名")
        constraints = [
            # One active enrolment per person and run: a double click, or two devices.
            models.UniqueConstraint(
                fields=["run", "person"],
                condition=models.Q(status__in=[*SEATED_STATUSES, EnrolmentStatus.WAITING]),
                name="enrolment_active_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "status"], name="enrolment_by_person"),
            models.Index(fields=["organization", "consent"], name="enrolment_to_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.run}"
