"""Tables of the desk. The query log counts words per day and knows no person, no address and no time of day."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.constants import WORDS_LENGTH, JobKind, JobState

UNFINISHED = [JobState.QUEUED.value, JobState.RUNNING.value]


class QueryCount(models.Model):
    """How often words were asked on a day, how often nothing was found, a hit opened, a lesson wished for."""

    day = models.DateField(_("日期"))
    words = models.CharField(_("查询"), max_length=WORDS_LENGTH)
    searches = models.PositiveIntegerField(_("次数"), default=0)
    empty = models.PositiveIntegerField(_("没有结果"), default=0)
    clicks = models.PositiveIntegerField(_("点开"), default=0)
    wanted = models.PositiveIntegerField(_("想要这样的课"), default=0)

    class Meta:
        # Workers add to the same row; the upsert needs the key.
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="query_count_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.words}"


class QueryClick(models.Model):
    """Which lesson was opened for which words on a day."""

    day = models.DateField(_("日期"))
    words = models.CharField(_("查询"), max_length=WORDS_LENGTH)
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE, related_name="+")
    clicks = models.PositiveIntegerField(_("点开"), default=0)

    class Meta:
        # As above.
        constraints = [models.UniqueConstraint(fields=["day", "words", "lesson"], name="query_click_per_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.words} {self.lesson_id}"


class PinnedAnswer(models.Model):
    """A lesson that stands first for a query. ``key`` is the query without spaces and signs, in normal form."""

    key = models.CharField(max_length=WORDS_LENGTH, db_index=True)
    words = models.CharField(_("查询"), max_length=WORDS_LENGTH)
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE, related_name="+", verbose_name=_("课"))
    position = models.PositiveSmallIntegerField(_("次序"), default=1)
    until = models.DateField(_("置顶到"), null=True, blank=True, help_text=_("空：一直置顶"))
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("置顶")
        verbose_name_plural = _("置顶")
        ordering = ["words", "position", "id"]
        # Two editors pinning the same lesson at once: one pin.
        constraints = [models.UniqueConstraint(fields=["key", "lesson"], name="pinned_answer_once")]

    def __str__(self) -> str:
        return f"{self.words} {self.lesson_id}"


class IndexJob(models.Model):
    """A rebuild, a comparison or a repair of one index: what a person sees of long work."""

    kind = models.CharField(_("工作"), max_length=10, choices=JobKind)
    engine = models.CharField(_("引擎"), max_length=20)
    state = models.CharField(_("状态"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(_("缺少或过时"), default=0)
    surplus = models.PositiveIntegerField(_("多余"), default=0)
    error = models.CharField(_("原因"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        get_latest_by = "id"
        ordering = ["-id"]
        constraints = [
            # Two rebuilds of one index at once would swap each other's aliases away.
            models.UniqueConstraint(
                fields=["engine"], condition=models.Q(state__in=UNFINISHED), name="index_job_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.engine}"
