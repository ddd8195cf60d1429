"""Named reads about persons."""

from typing import Any, Self

from django.db import models


class NoticeQuerySet(models.QuerySet[Any]):
    """Notices."""

    def for_person(self, person: Any) -> Self:
        """The person's own; nothing for a visitor."""
        return self.filter(person=person) if getattr(person, "pk", None) else self.none()

    def unread(self) -> Self:
        """Not yet marked as read."""
        return self.filter(read_at=None)
