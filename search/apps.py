"""App configuration: full-text structures after migrate, consumers, checks."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Floor 8."""

    name = "search"
    verbose_name = _("搜索")

    def ready(self) -> None:
        """Connect what must not be forgotten."""
        from search import checks, receivers, schema, slots
        from search.desk import receivers as desk_receivers

        post_migrate.connect(schema.install_after_migrate, sender=self, dispatch_uid="search.schema")
        register(checks.every_page_type_decided)
        register(checks.server_mapping_is_current, deploy=True)
        receivers.connect()
        desk_receivers.connect()
        slots.connect()
