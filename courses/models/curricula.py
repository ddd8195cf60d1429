"""School-based curricula (一校一案): public only once filed.

The rule has three guards: ``publish`` (editor, schedule, API), ``save`` (everything that goes through the model) and a
trigger in the database (``courses.filing_guard``: bulk updates and hand-written SQL).
"""

from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable

from courses.blocks import CurriculumStreamBlock, StructureStreamBlock
from courses.constants import FilingStatus
from courses.exceptions import NotFiled
from courses.models.readers import ReadersPage

logger = structlog.get_logger("yanxun.courses")

FILING_FIELDS = ("filing_status", "filing_number", "filed_on", "filed_revision_id")


class CurriculumPage(ReadersPage):
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
    filed_revision_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    context_builder = "courses.curriculum_view.curriculum_context"
    template = "courses/curriculum_page.html"
    address_prefix = "curricula"
    parent_page_types: list[str] | None = None
    subpage_types: list[str] = []
    exclude_fields_in_copy = [*ReadersPage.exclude_fields_in_copy, *FILING_FIELDS]

    class Meta:
        verbose_name = _("学校课程方案")
        verbose_name_plural = _("学校课程方案")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="curriculum_code_once"),
            # Two editors preparing the same year at once: one document.
            models.UniqueConstraint(fields=["organization", "school_year"], name="curriculum_once_per_year"),
        ]

    @property
    def is_filed(self) -> bool:
        """Whether it may be public."""
        return self.filing_status == FilingStatus.FILED

    @property
    def was_handed_in(self) -> bool:
        """Whether the district ever got it."""
        return self.decisions.filter(status=FilingStatus.DISTRICT_REVIEW).exists()

    def text(self, revision_id: int | None) -> "CurriculumPage":
        """The plan as it stood in one of its revisions; as it stands now without one."""
        found = self.revisions.filter(pk=revision_id).first() if revision_id else None
        text: CurriculumPage = found.as_object() if found else self
        return text

    def clean(self) -> None:
        """A date for going live would be a way round the review."""
        super().clean()
        if self.go_live_at and not self.is_filed:
            raise ValidationError({"go_live_at": _("备案以后才能公开，不能定时发布。")})

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse to be live unfiled; a new copy of a live page just starts as a draft.

        Where the review stands is written by its steps alone. The editor saves whole rows, long after it read them, so
        what stands by then is read again and kept from changing until the row is written.
        """
        if not self._state.adding:
            stands = CurriculumPage._base_manager.select_for_update(of=("self",)).only(*FILING_FIELDS).get(pk=self.pk)
            self._take_filing(stands)
        if self.live and not self.is_filed:  # type: ignore[has-type]
            if not self._state.adding:
                raise NotFiled(gettext("这份课程方案还没有备案，不能公开。"))
            self.live = False
            self.has_unpublished_changes = True
            self.first_published_at = self.last_published_at = self.live_revision = None
        return super().save(*args, **kwargs)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish the filed text and no other; a schedule that comes due is dropped, so that it stops nobody else's."""
        stands = CurriculumPage.objects.only("filing_status", "filed_revision_id").get(pk=self.pk)
        if stands.is_filed and stands.filed_revision_id == revision.pk:
            return super().publish(revision, *args, **kwargs)
        if kwargs.get("log_action") == "wagtail.publish.scheduled":
            self.revisions.update(approved_go_live_at=None)
            logger.warning("a schedule of an unfiled curriculum was dropped", page=self.pk)
            return None
        raise NotFiled(gettext("备案的文本才能公开。改过的内容要重新送审。"))

    def with_content_json(self, content: dict[str, Any]) -> "CurriculumPage":
        """Where the review stands belongs to the page, not to an old revision."""
        page: CurriculumPage = super().with_content_json(content)
        page._take_filing(self)
        return page

    def _take_filing(self, other: "CurriculumPage") -> None:
        for name in FILING_FIELDS:
            setattr(self, name, getattr(other, name))


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
    revision_id = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.page} → {self.get_status_display()}"
