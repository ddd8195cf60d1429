"""Named reads about organizations; every question can be asked as of a past day."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone


def in_force(day: date | None = None, prefix: str = "") -> Q:
    """The condition "true on ``day``" for a dated row reached through ``prefix`` (``"memberships__"``)."""
    day = day or timezone.localdate()
    return Q(**{f"{prefix}since__lte": day}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day}))


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with ``since`` and ``until``."""

    def on(self, day: date | None = None) -> Self:
        """Rows true on ``day`` (today by default)."""
        return self.filter(in_force(day))


class OrganizationQuerySet(models.QuerySet[Any]):
    """Organizations."""

    def under(self, ancestor: Any, day: date | None = None) -> Self:
        """Everything below ``ancestor`` on ``day``, itself included."""
        return self.filter(in_force(day, "ancestor_rows__"), ancestor_rows__ancestor=ancestor)

    def above(self, descendant: Any, day: date | None = None) -> Self:
        """Everything above ``descendant`` on ``day``, itself included, nearest first."""
        return self.filter(in_force(day, "descendant_rows__"), descendant_rows__descendant=descendant).order_by(
            "descendant_rows__depth"
        )

    def schools(self) -> Self:
        """Schools only."""
        return self.filter(kind="school")
