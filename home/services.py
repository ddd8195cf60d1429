"""Writes of the front door: the page below which an organization publishes."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from courses.services.pages import add_live
from home.models import HomePage, OrganizationPage
from organizations.models import Organization
from organizations.services import assign_page

__all__ = ["ensure_organization_page"]


@transaction.atomic
def ensure_organization_page(*, organization: Organization, actor: Any | None) -> OrganizationPage:
    """The organization's public page, created and published when missing."""
    found = OrganizationPage.objects.filter(organization=organization).first()
    if found is None:
        home = HomePage.objects.live().first()
        if home is None:
            raise Refusal(_("还没有首页，请先运行初始化命令。"))
        found = OrganizationPage(title=organization.name, organization=organization)
        add_live(parent_page=home, page=found, actor=actor, action="organization_page.create")
    if organization.page_id != found.pk:
        assign_page(actor=actor, organization=organization, page=found)
    return found
