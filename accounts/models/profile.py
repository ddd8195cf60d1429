"""What a teacher tells the platform about themself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TeacherProfile(models.Model):
    """Facts that rules and lists need; subjects and textbooks live in ``taxonomy`` and ``courses``."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teacher_profile")
    title = models.CharField(_("职称"), max_length=20, blank=True)
    staff_no = models.CharField(_("工号"), max_length=32, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    teaching_since = models.PositiveSmallIntegerField(_("任教起始年"), null=True, blank=True)
    vocational = models.BooleanField(_("职业学校专业课教师"), default=False)
    findable = models.BooleanField(_("允许在搜索中被找到"), default=False)

    class Meta:
        verbose_name = _("教师档案")
        verbose_name_plural = _("教师档案")

    def __str__(self) -> str:
        return str(self.person)
