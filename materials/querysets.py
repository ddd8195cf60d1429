"""Named reads about materials."""

from typing import Any, Self

from django.db import models

from materials.constants import VIDEO_KINDS


class MaterialQuerySet(models.QuerySet[Any]):
    """Materials."""

    def videos(self) -> Self:
        """What is watched rather than read."""
        return self.filter(kind__in=VIDEO_KINDS)
