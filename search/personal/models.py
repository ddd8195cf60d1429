"""Searches of one person. Nobody else reads them, statistics know nothing of persons."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.constants import QUERY_LENGTH


class RecentSearch(models.Model):
    """A query of one's own, the latest time it was asked; only the last few are kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recent_searches")
    text = models.CharField(_("查询"), max_length=QUERY_LENGTH)
    asked_at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["-asked_at", "-id"]
        # The same query asked in two tabs at once is one entry.
        constraints = [models.UniqueConstraint(fields=["person", "text"], name="recent_search_once")]

    def __str__(self) -> str:
        return self.text


class SearchHabit(models.Model):
    """Whether a person's searches are remembered at all; no row means yes."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="search_habit")
    keeps_recent = models.BooleanField(_("记住最近的搜索"), default=True)

    def __str__(self) -> str:
        return str(self.keeps_recent)


class SavedSearch(models.Model):
    """A query with its filters under a name; ``address`` is what stands behind ``/lessons/?``, in one fixed order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("名称"), max_length=40)
    address = models.CharField(_("条件"), max_length=1000)
    alerts = models.BooleanField(_("有新课时通知我"), default=True)
    created_at = models.DateTimeField(_("保存时间"), default=timezone.now)

    class Meta:
        verbose_name = _("保存的检索")
        verbose_name_plural = _("保存的检索")
        ordering = ["-created_at", "-id"]
        # Saving the same conditions twice would send two notices about each lesson.
        constraints = [models.UniqueConstraint(fields=["person", "address"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where the search runs."""
        return f"/lessons/?{self.address}"


class SavedSearchMatch(models.Model):
    """A lesson that was announced for a saved search; written in the transaction of its notice."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="matches")
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-told_at", "-id"]
        # A task delivered twice, or two workers: one lesson is announced once per saved search.
        constraints = [models.UniqueConstraint(fields=["search", "lesson"], name="saved_search_match_once")]

    def __str__(self) -> str:
        return f"{self.search_id} {self.lesson_id}"


class ConsideredLesson(models.Model):
    """A new lesson that was compared with every saved search. Indexing it again changes nothing."""

    lesson = models.OneToOneField("courses.LessonPage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.lesson_id)
