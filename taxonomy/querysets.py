"""Named reads about textbooks."""

from typing import Any, Self

from django.db import models


class VolumeQuerySet(models.QuerySet[Any]):
    """Volumes."""

    def with_names(self) -> Self:
        """Everything that a title needs, in one query."""
        return self.select_related("stage", "subject", "edition", "grade")


class TextbookNodeQuerySet(models.QuerySet[Any]):
    """Nodes of textbooks."""

    def with_names(self) -> Self:
        """Everything that a breadcrumb needs, in one query."""
        return self.select_related("parent", "volume__stage", "volume__subject", "volume__edition", "volume__grade")

    def within(self, node: Any) -> Self:
        """``node`` and everything below it."""
        return self.filter(models.Q(path=node.path) | models.Q(path__startswith=f"{node.path}."), volume=node.volume_id)

    def in_order(self) -> Self:
        """Reading order of the volume."""
        return self.order_by("volume", "path")

    def neighbours(self, node: Any) -> tuple[Any | None, Any | None]:
        """The node of the same kind before and after ``node`` in its volume."""
        same = self.filter(volume=node.volume_id, kind=node.kind)
        return (
            same.filter(path__lt=node.path).order_by("-path").first(),
            same.filter(path__gt=node.path).order_by("path").first(),
        )
