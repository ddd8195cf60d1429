"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Floor 7."""

    name = "training"
    verbose_name = _("学时")
