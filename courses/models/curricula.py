"""School-based curricula (一校一案): public only once filed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable

from core.models import BasePage
from courses.blocks import CurriculumStreamBlock, StructureStreamBlock
from courses.constants import FilingStatus


class CurriculumPage(BasePage):
    """One school's curriculum for one school year. It cannot be live by any way before it is filed."""

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="curricula", verbose_name=_("学校")
    )
    school_year = models.CharField(_("学年"), max_length=9, help_text=_("如2026-2027"))
    summary = models.CharField(_("一句话介绍"), max_length=200, blank=True)
    body = StreamField(CurriculumStreamBlock(), verbose_name=_("课程方案"), blank=True)
    structure = StreamField(StructureStreamBlock(), verbose_name=_("课程结构"), blank=True)
    filing_status = models.CharField(
        _("备案状态"), max_length=16, choices=FilingStatus, default=FilingStatus.DRAFT, editable=False
    )
    filing_number = models.CharField(_("备案号"), max_length=40, blank=True, editable=False)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True, editable=False)

    address_prefix = "curricula"
    parent_page_types: list[str] | None = None
    subpage_types: list[str] = []
    exclude_fields_in_copy = [*BasePage.exclude_fields_in_copy, "filing_status", "filing_number", "filed_on"]

    class Meta:
        verbose_name = _("学校课程方案")
        verbose_name_plural = _("学校课程方案")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="curriculum_code_once"),
            # Two editors preparing the same year at once: one document.
            models.UniqueConstraint(fields=["organization", "school_year"], name="curriculum_once_per_year"),
        ]


class CurriculumSampleLesson(Orderable):
    """A sample lesson of the curriculum."""

    page = ParentalKey(CurriculumPage, on_delete=models.CASCADE, related_name="sample_lessons")
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.PROTECT, related_name="sample_of")


class CurriculumDecision(models.Model):
    """A step of the review: who moved it where, when, and why."""

    page = models.ForeignKey(CurriculumPage, on_delete=models.PROTECT, related_name="decisions")
    status = models.CharField(_("去向"), max_length=16, choices=FilingStatus)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=timezone.now)
    reason = models.TextField(_("意见"), blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.page} → {self.get_status_display()}"
