"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Floor 5."""

    name = "courses"
    verbose_name = _("课程资源")

    def ready(self) -> None:
        """Install the database's guard, connect the reactions to Wagtail's signals, bind the editor's panels."""
        from courses import editor_index, filing_guard, models, panels, receivers, slots

        post_migrate.connect(filing_guard.install, dispatch_uid="courses.filing_guard")
        receivers.connect()
        editor_index.connect()
        slots.connect()
        models.LessonPage.edit_handler = panels.lesson_editor()
        models.SeriesPage.edit_handler = panels.series_editor()
        models.UnitPage.edit_handler = panels.unit_editor()
        models.CurriculumPage.edit_handler = panels.curriculum_editor()
