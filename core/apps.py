"""App configuration: installs the append-only guards after every migrate."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The ground floor."""

    name = "core"
    verbose_name = _("基础")

    def ready(self) -> None:
        """Connect guards, page receivers and checks."""
        from core import append_only, checks, receivers

        append_only.protect("core_auditentry")
        post_migrate.connect(append_only.install_all, dispatch_uid="core.append_only")
        register(checks.append_only_guards, Tags.database)
        register(checks.declared_access, Tags.urls)
        receivers.connect()
