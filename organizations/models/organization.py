"""The organization itself; its place in the tree is dated and lives in ``tree``."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.constants import OrganizationKind
from organizations.querysets import OrganizationQuerySet


class Organization(models.Model):
    """A city, district, bureau, institute, school or partner."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=OrganizationKind)
    name = models.CharField(_("名称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    administrative_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    external_id = models.CharField(_("外部编号"), max_length=64, blank=True)
    municipality = models.BooleanField(_("直辖市"), default=False, help_text=_("直辖市没有省级这一层"))
    page = models.OneToOneField(
        "wagtailcore.Page",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organization_of_page",
        verbose_name=_("单位主页"),
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organization_of_collection",
        verbose_name=_("图片与文件"),
        help_text=_("这个单位的编辑上传的图片和文件，别的单位看不到"),
    )
    opened_on = models.DateField(_("成立日期"), null=True, blank=True)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            # The importer finds organizations by the source's id: it must be one.
            models.UniqueConstraint(
                fields=["external_id"], condition=~models.Q(external_id=""), name="organization_external_id_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "name"], name="organization_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name
