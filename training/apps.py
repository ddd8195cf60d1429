"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Floor 7."""

    name = "training"
    verbose_name = _("学时")

    def ready(self) -> None:
        """The ledger is append-only; connect the receivers."""
        from core import append_only
        from training import receivers

        append_only.protect("training_hourentry")
        receivers.connect()
