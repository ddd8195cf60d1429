"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResearchGroupsConfig(AppConfig):
    """Floor 6."""

    name = "research_groups"
    verbose_name = _("研修共同体")

    def ready(self) -> None:
        """Fill the slots of lower floors."""
        from research_groups import slots

        slots.connect()
