"""Named reads about lessons."""

from datetime import date
from typing import Any, Self

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from core.json_rows import JSONRows
from courses.visibility import is_person, lessons_reaching
from organizations.constants import OrganizationKind
from organizations.models import OrganizationClosure
from organizations.querysets import in_force


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

    def with_lists(self, *, day: date) -> Self:
        """What a lesson's own page lists beside its files, as rows of JSON in the lesson's own statement.

        ``author_rows``, ``moment_rows``, ``step_rows`` (shapes: ``courses.lesson_lists``) and ``in_municipality``:
        whether the city above its organization on ``day`` has no province above it.
        """

        def rows_of(children: str, **fields: str) -> JSONRows:
            rows = self.model._meta.get_field(children).related_model.objects
            return JSONRows(rows.filter(page=OuterRef("pk")).order_by("sort_order"), **fields)

        city = OrganizationClosure.objects.filter(
            in_force(day),
            descendant=OuterRef("organization"),
            ancestor__kind=OrganizationKind.CITY,
            ancestor__municipality=True,
        )
        return self.annotate(
            author_rows=rows_of("authors", person="person_id", person_name="person__name", name="name", role="role"),
            moment_rows=rows_of("moments", second="second", text="text", note="note"),
            step_rows=rows_of("level_steps", level="level", on="on"),
            in_municipality=Exists(city),
        )

    def unrestricted(self) -> Self:
        """Under no view restriction; Wagtail's own ``public()`` asks for all restrictions first, with each list."""
        above = PageViewRestriction.objects.annotate(
            below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
        ).filter(below__startswith=F("page__path"))
        return self.filter(~Exists(above))

    def visible_to(self, user: Any, day: date | None = None) -> Self:
        """Live lessons that reach ``user`` and stand under no view restriction; the last word on every list and hit."""
        found = self.live().unrestricted().filter(lessons_reaching(user, day))
        return found.distinct() if is_person(user) else found

    def within(self, node: Any) -> Self:
        """Lessons on ``node`` or below it."""
        return self.filter(
            Q(node__path=node.path) | Q(node__path__startswith=f"{node.path}."), node__volume=node.volume_id
        )


LessonManager = PageManager.from_queryset(LessonQuerySet)
