"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """Floor 2."""

    name = "organizations"
    verbose_name = _("单位")
