"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """Floor 2."""

    name = "organizations"
    verbose_name = _("单位")

    def ready(self) -> None:
        """Put our policies in the place of Wagtail's group based ones.

        Pictures and files are registered for the exact class: Wagtail registers its own afterwards, for the class tree.
        """
        from wagtail.models import Page
        from wagtail.permissions import register_permission_policy

        from core.models import SiteDocument, SiteImage
        from organizations.permissions import MembershipCollectionPolicy, page_policy

        register_permission_policy(Page, page_policy)
        for model, auth_model in ((SiteImage, "wagtailimages.Image"), (SiteDocument, "wagtaildocs.Document")):
            policy = MembershipCollectionPolicy(model, auth_model=auth_model, owner_field_name="uploaded_by_user")
            register_permission_policy(model, policy, exact_class=True)
