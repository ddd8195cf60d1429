"""The showcase lesson."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable

from core.models.pages import knowing_restrictions
from core.prepared import prepared
from courses.blocks import LessonPlanStreamBlock
from courses.constants import AuthorRole, LessonType, Licence
from courses.models.readers import ReadersPage
from courses.querysets import LessonManager, LessonQuerySet
from materials.constants import Visibility
from taxonomy.constants import LEVEL_ORDER, Level


class LessonPage(ReadersPage):
    """精品课/课例: stands on one place of a textbook or on a topic node, with typed materials, authors, a level path.

    ``volume`` repeats the node's volume: lists and facets filter by it without walking the tree, and a lesson whose
    unit is unknown still stands in its book.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.PROTECT, related_name="lessons", verbose_name=_("学校或单位")
    )
    volume = models.ForeignKey(
        "taxonomy.Volume",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("教材"),
    )
    node = models.ForeignKey(
        "taxonomy.TextbookNode",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("教材位置"),
    )
    topic = models.ForeignKey(
        "taxonomy.TopicNode",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("专题"),
    )
    lesson_type = models.CharField(_("课型"), max_length=12, choices=LessonType, default=LessonType.NEW)
    period = models.PositiveSmallIntegerField(_("第几课时"), null=True, blank=True)
    summary = models.CharField(_("一句话介绍"), max_length=200, blank=True)
    plan = StreamField(LessonPlanStreamBlock(), verbose_name=_("教学设计"), blank=True)
    video = models.ForeignKey(
        "materials.Material",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="video_of_lessons",
        verbose_name=_("视频"),
    )
    highest_level = models.CharField(_("入选级别"), max_length=10, choices=Level, blank=True, editable=False)
    visibility = models.CharField(_("谁能看"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    licence = models.CharField(_("许可"), max_length=16, choices=Licence, default=Licence.CC_BY_NC)
    consent = models.CharField(_("肖像与授权说明"), max_length=200, blank=True)
    released_on = models.DateField(_("发布日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    source_url = models.URLField(_("来源网址"), max_length=400, blank=True)
    source_id = models.CharField(_("来源编号"), max_length=64, blank=True)

    objects = LessonManager()

    policy = "courses.policies.lesson_reaches"
    context_builder = "courses.lesson_view.lesson_context"
    template = "courses/lesson_page.html"
    address_prefix = "lessons"
    search_auto_update = False  # courses.editor_index does it
    parent_page_types: list[str] | None = None  # upper floors name this type where it may stand
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("精品课")
        verbose_name_plural = _("精品课")
        constraints = [
            # A second run of an import must find the lesson of the first one.
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source_id=""), name="lesson_source_once"
            ),
            # The code is the public address.
            models.UniqueConstraint(fields=["code"], name="lesson_code_once"),
            models.CheckConstraint(
                condition=models.Q(volume__isnull=False) | models.Q(topic__isnull=False), name="lesson_has_a_place"
            ),
        ]

    exclude_fields_in_copy = [*ReadersPage.exclude_fields_in_copy, "source", "source_id"]

    @classmethod
    def live_with_code(cls, code: str) -> Self | None:
        """With its place and its lists, which every reader's page prints."""
        return next(iter(_live_with_code(code=code, day=timezone.localdate())), None)

    def opens_after_sign_in(self) -> bool:
        """登录后可看, and everything that a membership may open."""
        return self.visibility != Visibility.OWNER

    def clean(self) -> None:
        """A lesson stands somewhere, and its volume is that of its node."""
        super().clean()
        if self.node is not None:
            self.volume_id = self.node.volume_id
        if not self.volume_id and not self.topic_id:
            raise ValidationError({"node": _("请选择教材位置或专题。")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Keep volume and highest level in step with node and level path."""
        if self.node is not None:
            self.volume_id = self.node.volume_id
        if not kwargs.get("update_fields"):
            reached = [LEVEL_ORDER[step.level] for step in self.level_steps.all()]
            self.highest_level = Level.values[max(reached)] if reached else ""
        return super().save(*args, **kwargs)


@prepared
def _live_with_code(code: str, day: date) -> LessonQuerySet:
    return knowing_restrictions(LessonPage.objects.live().with_place().with_lists(day=day)).filter(code=code)


class LessonMaterial(Orderable):
    """A material of a lesson; ``PROTECT`` because revisions keep its id."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="materials")
    material = models.ForeignKey("materials.Material", on_delete=models.PROTECT, related_name="used_in_lessons")

    class Meta(Orderable.Meta):
        verbose_name = _("教学材料")


class LessonAuthor(Orderable):
    """An author: a person of the platform, or a name as the source writes it."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="authored_lessons"
    )
    name = models.CharField(_("姓名"), max_length=40, blank=True, help_text=_("平台以外的作者"))
    role = models.CharField(_("分工"), max_length=10, choices=AuthorRole, default=AuthorRole.TEACHING)

    class Meta(Orderable.Meta):
        verbose_name = _("作者")

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_named(self) -> bool:
        """Whether the name is public."""
        return bool(self.person_id or self.name)

    @property
    def display_name(self) -> str:
        """The person's name, or the one the source gives; a source may keep it to itself."""
        return self.person.name if self.person else self.name or gettext("未公开姓名")


class LessonLevelStep(Orderable):
    """A step of the level path: recognised at this level on that day."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="level_steps")
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    on = models.DateField(_("日期"))
    issuer = models.CharField(_("认定单位"), max_length=80, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("入选级别")


class LessonMoment(Orderable):
    """教学片段: a second of the video worth going to."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="moments")
    second = models.PositiveIntegerField(_("秒"))
    text = models.CharField(_("看什么"), max_length=120)
    note = models.CharField(_("补充"), max_length=120, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("教学片段")
