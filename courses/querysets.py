"""Named reads about lessons."""

from typing import Any, Self

from django.db.models import Q
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from courses.visibility import is_person, lessons_reaching


class LessonQuerySet(PageQuerySet):
    """Lessons."""

    def with_place(self) -> Self:
        """Everything a lesson card shows, in one query."""
        return self.select_related(
            "organization",
            "topic",
            "node__parent",
            "volume__stage",
            "volume__subject",
            "volume__edition",
            "volume__grade",
            "video",
        )

    def visible_to(self, user: Any) -> Self:
        """Live lessons that reach ``user`` and stand under no view restriction; the last word on every list and hit."""
        found = self.live().public().filter(lessons_reaching(user))
        return found.distinct() if is_person(user) else found

    def within(self, node: Any) -> Self:
        """Lessons on ``node`` or below it."""
        return self.filter(
            Q(node__path=node.path) | Q(node__path__startswith=f"{node.path}."), node__volume=node.volume_id
        )


LessonManager = PageManager.from_queryset(LessonQuerySet)
