"""Which subject and stage a person teaches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TeachingSubject(models.Model):
    """A subject a person teaches at a stage; the first one is the main subject."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teaching_subjects")
    subject = models.ForeignKey("Subject", on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey("Stage", on_delete=models.PROTECT, related_name="+")
    main = models.BooleanField(_("主教学科"), default=True)

    class Meta:
        verbose_name = _("任教学科")
        verbose_name_plural = _("任教学科")
        constraints = [
            models.UniqueConstraint(fields=["person", "subject", "stage"], name="teaching_subject_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage}{self.subject}"
