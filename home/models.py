"""Page types of the front door: the home page and one page per publishing organization."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from core.models import BasePage
from home.routing import AddressedByKind


class HomePage(AddressedByKind, BasePage):
    """The root of the public tree; addresses of lessons, series and curricula are resolved here by kind."""

    lead = models.CharField(_("首页一句话"), max_length=120, blank=True)
    note = RichTextField(_("首页说明"), blank=True)

    may_be_root = True
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.OrganizationPage", "home.TextPage"]
    max_count = 1

    class Meta:
        verbose_name = _("首页")


class OrganizationPage(BasePage):
    """The page of a publishing organization; everything it publishes stands below, so that its editors' rights follow."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    introduction = RichTextField(_("简介"), blank=True)

    address_prefix = "organizations"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.LessonPage", "courses.SeriesPage", "courses.CurriculumPage"]

    class Meta:
        verbose_name = _("单位主页")
        verbose_name_plural = _("单位主页")
        constraints = [models.UniqueConstraint(fields=["code"], name="organization_page_code_once")]


class TextPage(BasePage):
    """A page of plain text: about, help, terms."""

    body = RichTextField(_("正文"), blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("文字页")
        verbose_name_plural = _("文字页")
