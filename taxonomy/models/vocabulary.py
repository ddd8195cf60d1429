"""学段, 学科, 年级, 版本 and their aliases."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from taxonomy.constants import AliasKind


def reads_english() -> bool:
    """Whether the interface is in English now."""
    return (get_language() or "").startswith("en")


def together(*names: str) -> str:
    """Names in a row: 人教版数学, ``PEP Mathematics``."""
    return (" " if reads_english() else "").join(names)


def called(name: str, name_en: str) -> str:
    """The one of two names that the reader's language uses; the Chinese one where no other is written."""
    return name_en if name_en and reads_english() else name


class Vocabulary(models.Model):
    """A term of a list: stable code, Chinese and English name, order."""

    code = models.SlugField(_("代码"), max_length=30, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language; the Chinese one where no other is written. For screens, never an index."""
        return called(self.name, self.name_en)


class Stage(Vocabulary):
    """学段: preschool, primary, junior, senior …"""

    class Meta(Vocabulary.Meta):
        verbose_name = _("学段")
        verbose_name_plural = _("学段")


class Subject(Vocabulary):
    """学科. ``family`` chooses colour and cover motif: chinese, math, english, science or arts."""

    family = models.CharField(_("类群"), max_length=10, default="arts")
    seal = models.CharField(_("印章字"), max_length=1, blank=True)

    class Meta(Vocabulary.Meta):
        verbose_name = _("学科")
        verbose_name_plural = _("学科")


class Grade(Vocabulary):
    """年级 by its number over all stages (1–12)."""

    number = models.PositiveSmallIntegerField(_("年级数"), unique=True)

    class Meta(Vocabulary.Meta):
        verbose_name = _("年级")
        verbose_name_plural = _("年级")


class Edition(Vocabulary):
    """教材版本: 人教版, 统编版, 沪教版 …"""

    publisher = models.CharField(_("出版社"), max_length=60, blank=True)

    class Meta(Vocabulary.Meta):
        verbose_name = _("教材版本")
        verbose_name_plural = _("教材版本")


class Alias(models.Model):
    """Another way to write a term (部编 → 统编); data, so that imports and query understanding share one table."""

    kind = models.CharField(_("词表"), max_length=10, choices=AliasKind)
    text = models.CharField(_("写法"), max_length=40)
    code = models.CharField(_("所指代码"), max_length=30)

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = _("别名")
        constraints = [
            # One spelling means one thing within a list, or imports would be a matter of luck.
            models.UniqueConstraint(fields=["kind", "text"], name="alias_once_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.code}"
