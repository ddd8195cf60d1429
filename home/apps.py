"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Floor 9."""

    name = "home"
    verbose_name = _("首页")
