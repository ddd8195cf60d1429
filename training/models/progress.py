"""Progress: stored events, and what the server made of them. Progress is a pure function of the events."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WatchSession(models.Model):
    """One opening of a player; credit in it never exceeds the wall clock since ``started_at`` × allowed speed."""

    token = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watch_sessions")
    enrolment = models.ForeignKey("Enrolment", on_delete=models.CASCADE, related_name="watch_sessions")
    unit = models.ForeignKey("courses.UnitPage", on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.token)


class WatchEvent(models.Model):
    """A heartbeat as received: counted once per (person, session, seq); partitionable on PostgreSQL later."""

    pk = models.CompositePrimaryKey("person_id", "session_id", "seq")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    unit_id = models.BigIntegerField()
    enrolment_id = models.BigIntegerField()
    intervals = models.JSONField(help_text=_("[[起, 止, 倍速], …]，毫秒"))
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["person", "received_at"], name="watch_event_by_time")]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.seq}"


class UnitProgress(models.Model):
    """What is credited for one unit of one enrolment; ``coverage`` is merged [[start, end], …] in milliseconds."""

    enrolment = models.ForeignKey("Enrolment", on_delete=models.CASCADE, related_name="progress")
    unit = models.ForeignKey("courses.UnitPage", on_delete=models.PROTECT, related_name="+")
    coverage = models.JSONField(default=list, blank=True)
    position_ms = models.PositiveIntegerField(_("上次位置"), default=0)
    percent = models.PositiveSmallIntegerField(_("已计入（%）"), default=0)
    completed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "unit"], name="unit_progress_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.percent}%"


class QuizAttempt(models.Model):
    """One try at a quiz; the revision keeps which questions it answered."""

    enrolment = models.ForeignKey("Enrolment", on_delete=models.CASCADE, related_name="quiz_attempts")
    unit = models.ForeignKey("courses.UnitPage", on_delete=models.PROTECT, related_name="+")
    revision_id = models.BigIntegerField(null=True, blank=True)
    answers = models.JSONField()
    percent = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.percent}%"


class UnitMark(models.Model):
    """What a unit without a video was done with: the text of a task, a reading marked as read, an attendance confirmed.

    ``actor`` is the person, or the organizer who confirmed the attendance.
    """

    enrolment = models.ForeignKey("Enrolment", on_delete=models.CASCADE, related_name="marks")
    unit = models.ForeignKey("courses.UnitPage", on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("内容"), blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # A double click marks once; a task handed in again replaces its text.
            models.UniqueConstraint(fields=["enrolment", "unit"], name="unit_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.unit_id}"
