"""Editorial media of Wagtail. Teaching materials, evidence and avatars are never these: every chooser shows them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """A picture that editors place on pages."""

    credit = models.CharField(_("来源与许可"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")


class SiteRendition(AbstractRendition):
    """A derived size of a ``SiteImage``."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            # Two requests rendering the same size at once: one row.
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="site_rendition_once"),
        ]


class SiteDocument(AbstractDocument):
    """A file that editors link from pages."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")
