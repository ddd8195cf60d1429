"""What a person keeps: textbooks taught this year, saved lessons."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MyTextbook(models.Model):
    """我的教材: set once; ``current_node`` is where the class stands (moved on by the reader)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="my_textbooks")
    volume = models.ForeignKey("taxonomy.Volume", on_delete=models.PROTECT, related_name="+")
    current_node = models.ForeignKey(
        "taxonomy.TextbookNode", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("我的教材")
        verbose_name_plural = _("我的教材")
        constraints = [models.UniqueConstraint(fields=["person", "volume"], name="my_textbook_once")]

    def __str__(self) -> str:
        return str(self.volume)


class SavedLesson(models.Model):
    """收藏: keeps the revision that was saved, so that a later change can be told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_lessons")
    lesson = models.ForeignKey("LessonPage", on_delete=models.CASCADE, related_name="saves")
    revision_id = models.BigIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("收藏")
        verbose_name_plural = _("收藏")
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="saved_lesson_once")]

    def __str__(self) -> str:
        return str(self.lesson)
