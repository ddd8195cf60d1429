"""Course series and their units: content; offerings with people are runs (``training``)."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField

from courses.blocks import QuizStreamBlock
from courses.constants import LearningType, ModuleKind, UnitKind
from courses.models.readers import ReadersPage
from taxonomy.constants import Level


class SeriesPage(ReadersPage):
    """课程系列 that an institute publishes. ``minutes`` are what a full completion counts (45 min = 1 学时)."""

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="series", verbose_name=_("开设单位")
    )
    subject = models.ForeignKey(
        "taxonomy.Subject", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("学科")
    )
    stage = models.ForeignKey(
        "taxonomy.Stage", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("学段")
    )
    summary = models.CharField(_("一句话介绍"), max_length=200)
    introduction = RichTextField(_("课程介绍"), blank=True)
    aims = RichTextField(_("学完能做到"), blank=True)
    learning_type = models.CharField(
        _("学时类别"), max_length=14, choices=LearningType, default=LearningType.ONLINE_COURSE
    )
    level = models.CharField(_("级别"), max_length=10, choices=Level, default=Level.DISTRICT)
    minutes = models.PositiveIntegerField(_("计学时的分钟数"), default=0)

    context_builder = "courses.series_view.series_context"
    template = "courses/series_page.html"
    address_prefix = "series"
    parent_page_types: list[str] | None = None
    subpage_types = ["courses.UnitPage"]

    class Meta:
        verbose_name = _("课程系列")
        verbose_name_plural = _("课程系列")
        constraints = [models.UniqueConstraint(fields=["code"], name="series_code_once")]


class UnitPage(ReadersPage):
    """A unit of a series. ``required_percent`` is the share of the video that must be covered."""

    kind = models.CharField(_("形式"), max_length=8, choices=UnitKind, default=UnitKind.VIDEO)
    module = models.CharField(_("模块"), max_length=8, choices=ModuleKind, default=ModuleKind.DISTRICT)
    minutes = models.PositiveSmallIntegerField(_("预计分钟"), default=45)
    body = RichTextField(_("说明"), blank=True)
    lesson = models.ForeignKey(
        "courses.LessonPage",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("课例"),
    )
    video = models.ForeignKey(
        "materials.Material", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("视频")
    )
    required_percent = models.PositiveSmallIntegerField(_("看满百分之几算完成"), default=90)
    quiz = StreamField(QuizStreamBlock(), verbose_name=_("小测"), blank=True)
    pass_percent = models.PositiveSmallIntegerField(_("小测合格线（%）"), default=60)

    address_prefix = "units"
    parent_page_types = ["courses.SeriesPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("单元")
        verbose_name_plural = _("单元")
        constraints = [models.UniqueConstraint(fields=["code"], name="unit_code_once")]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A unit is read as a part of its series; learning happens in a run."""
        if getattr(request, "is_preview", False):
            return self.get_parent().specific.serve(request)  # type: ignore[no-any-return]
        series = self.get_parent().specific
        if not series.live:
            raise Http404
        return redirect(f"/{series.address_prefix}/{series.code}/#unit-{self.code}")
