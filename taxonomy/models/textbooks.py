"""Volumes and the tree below them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.codes import new_code
from taxonomy.constants import NodeKind, Scheme, Term
from taxonomy.models.vocabulary import reads_english, together
from taxonomy.querysets import TextbookNodeQuerySet, VolumeQuerySet


class Volume(models.Model):  # type: ignore[django-manager-missing]
    """册: one textbook of a subject, edition, revision, grade and term. ``stage`` follows from scheme and grade."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=new_code, editable=False)
    scheme = models.CharField(_("学制"), max_length=2, choices=Scheme, default=Scheme.SIX_THREE)
    stage = models.ForeignKey("Stage", on_delete=models.PROTECT, related_name="volumes", verbose_name=_("学段"))
    subject = models.ForeignKey("Subject", on_delete=models.PROTECT, related_name="volumes", verbose_name=_("学科"))
    edition = models.ForeignKey("Edition", on_delete=models.PROTECT, related_name="volumes", verbose_name=_("版本"))
    revision = models.CharField(_("修订"), max_length=20, blank=True, help_text=_("如2022课标"))
    grade = models.ForeignKey("Grade", on_delete=models.PROTECT, related_name="volumes", verbose_name=_("年级"))
    term = models.PositiveSmallIntegerField(_("册次"), choices=Term)

    objects = VolumeQuerySet.as_manager()

    class Meta:
        verbose_name = _("教材")
        verbose_name_plural = _("教材")
        ordering = ["subject__position", "grade__number", "term", "edition__position", "revision"]
        constraints = [
            # Two importers creating the same book at once: one row.
            models.UniqueConstraint(
                fields=["scheme", "subject", "edition", "revision", "grade", "term"], name="volume_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def term_name(self) -> str:
        """六年级上册, in the reader's language."""
        return together(self.grade.label, self.get_term_display())

    @property
    def label(self) -> str:
        """六年级上册, with its revision where one is named: both are in use at the same time."""
        if not self.revision:
            return self.term_name
        return f"{self.term_name} ({self.revision})" if reads_english() else f"{self.term_name}（{self.revision}）"

    @property
    def title(self) -> str:
        """人教版数学六年级上册, in the reader's language."""
        return together(self.edition.label, self.subject.label, self.label)


class TextbookNode(models.Model):  # type: ignore[django-manager-missing]
    """单元 or 课 below a volume. ``path`` sorts the whole volume in reading order (``003.002``)."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=new_code, editable=False)
    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="nodes", verbose_name=_("教材"))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(_("层次"), max_length=6, choices=NodeKind)
    number = models.CharField(_("序号"), max_length=20, blank=True, help_text=_("如第三单元、M2U1"))
    title = models.CharField(_("标题"), max_length=120)
    position = models.PositiveSmallIntegerField(_("次序"))
    path = models.CharField(max_length=60, editable=False)
    key_points = models.JSONField(_("要点"), default=list, blank=True)

    objects = TextbookNodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("教材章节")
        verbose_name_plural = _("教材章节")
        ordering = ["volume", "path"]
        constraints = [
            # Two nodes on one place would make "previous" and "next" ambiguous.
            models.UniqueConstraint(fields=["volume", "path"], name="node_place_once"),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep ``path`` in step with parent and position."""
        own = f"{self.position:03d}"
        self.path = f"{self.parent.path}.{own}" if self.parent else own
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """第三单元 分数除法; a lesson only its title."""
        return f"{self.number} {self.title}".strip() if self.kind == NodeKind.UNIT else self.title

    def line(self) -> list["TextbookNode"]:
        """The unit and the lesson this node stands on, outermost first."""
        return [*self.parent.line(), self] if self.parent else [self]
