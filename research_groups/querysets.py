"""Named reads about groups and activities."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count
from django.utils import timezone

from organizations.querysets import DatedQuerySet
from research_groups.constants import ActivityStatus, GroupRole


class GroupQuerySet(DatedQuerySet):
    """Groups."""

    def standing(self, day: date | None = None) -> Self:
        """In their term and not dissolved."""
        return self.on(day).filter(dissolved_on=None)

    def with_names(self) -> Self:
        """What a list shows, in one query."""
        return self.select_related("organization", "subject", "stage")


class ActivityQuerySet(models.QuerySet[Any]):
    """Activities; all but the cancelled ones are public facts (title, schools, dates), products are not."""

    def shown(self) -> Self:
        """What lists show."""
        return self.exclude(status=ActivityStatus.CANCELLED)

    def coming(self) -> Self:
        """Not over yet, next first."""
        return self.shown().filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self) -> Self:
        """Over, newest first."""
        return self.shown().filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-pk")

    def with_names(self) -> Self:
        """What a list shows: names, and how many schools take part."""
        return self.select_related("group", "organization", "lesson").annotate(school_count=Count("schools"))


def host_of(group: Any, day: date | None = None) -> Any | None:
    """The host in force on ``day``."""
    row = group.members.on(day).filter(role=GroupRole.HOST).select_related("person").first()
    return row.person if row else None
