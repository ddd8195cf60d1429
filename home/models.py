"""Page types of the front door: the home page and one page per publishing organization."""

from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.models import BasePage
from core.models.pages import knowing_restrictions
from core.prepared import prepared
from home.front import front_context
from home.organization_view import organization_context
from home.routing import AddressedByKind


class HomePage(AddressedByKind, BasePage):
    """The root of the public tree; addresses of lessons, series and curricula are resolved here by kind."""

    lead = models.CharField(_("首页一句话"), max_length=120, blank=True)
    note = RichTextField(_("首页说明"), blank=True)

    may_be_root = True
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.OrganizationPage", "home.TextPage"]
    max_count = 1

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("note")]

    class Meta:
        verbose_name = _("首页")

    @classmethod
    def of_site(cls) -> Self | None:
        """The live home page of the one site."""
        return next(iter(_of_site()), None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The front door's lists."""
        return {**super().get_context(request, *args, **kwargs), **front_context(request, self)}


@prepared
def _of_site() -> PageQuerySet:
    return knowing_restrictions(HomePage.objects.live()).filter(sites_rooted_here__is_default_site=True)


class OrganizationPage(BasePage):
    """The page of a publishing organization; what it publishes stands below, so that its editors' rights follow."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位")
    )
    introduction = RichTextField(_("简介"), blank=True)

    address_prefix = "organizations"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.LessonPage", "courses.SeriesPage", "courses.CurriculumPage"]

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels: list[Any] = []

    class Meta:
        verbose_name = _("单位主页")
        verbose_name_plural = _("单位主页")
        constraints = [models.UniqueConstraint(fields=["code"], name="organization_page_code_once")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the organization published."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, **organization_context(request, self.organization)}


class TextPage(BasePage):
    """A page of plain text: about, help, terms."""

    body = RichTextField(_("正文"), blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    content_panels = [*Page.content_panels, FieldPanel("body")]
    promote_panels: list[Any] = []

    class Meta:
        verbose_name = _("文字页")
        verbose_name_plural = _("文字页")
