"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Floor 5."""

    name = "courses"
    verbose_name = _("课程资源")

    def ready(self) -> None:
        """Install the database's guard and connect the reactions to Wagtail's signals."""
        from courses import filing_guard, receivers

        post_migrate.connect(filing_guard.install, dispatch_uid="courses.filing_guard")
        receivers.connect()
