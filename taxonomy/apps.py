"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    """Floor 3."""

    name = "taxonomy"
    verbose_name = _("教材与词表")
