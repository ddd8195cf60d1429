"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaterialsConfig(AppConfig):
    """Floor 4."""

    name = "materials"
    verbose_name = _("材料")

    def ready(self) -> None:
        """Connect the outbox consumer."""
        from materials import receivers

        receivers.connect()
