"""Topic nodes beside the textbooks: 学前五大领域, 主题班会, 跨学科, 实验教学 …"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.codes import new_code


class TopicNode(models.Model):  # type: ignore[django-manager-missing]
    """A place for lessons that belong to no textbook."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=new_code, editable=False)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(_("标题"), max_length=80)
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("专题")
        verbose_name_plural = _("专题")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title
