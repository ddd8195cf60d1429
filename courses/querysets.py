"""Named reads about lessons."""

from typing import Any, Self

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from wagtail.models import PageManager, PageViewRestriction
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

    def with_authors(self) -> Self:
        """The authors' names, in one more query."""
        authors = self.model._meta.get_field("authors").related_model
        return self.prefetch_related(Prefetch("authors", authors.objects.select_related("person")))

    def unrestricted(self) -> Self:
        """Under no view restriction; Wagtail's own ``public()`` asks for all restrictions first, with each list."""
        above = PageViewRestriction.objects.annotate(
            below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
        ).filter(below__startswith=F("page__path"))
        return self.filter(~Exists(above))

    def visible_to(self, user: Any) -> Self:
        """Live lessons that reach ``user`` and stand under no view restriction; the last word on every list and hit."""
        found = self.live().unrestricted().filter(lessons_reaching(user))
        return found.distinct() if is_person(user) else found

    def within(self, node: Any) -> Self:
        """Lessons on ``node`` or below it."""
        return self.filter(
            Q(node__path=node.path) | Q(node__path__startswith=f"{node.path}."), node__volume=node.volume_id
        )


LessonManager = PageManager.from_queryset(LessonQuerySet)
