"""Named reads about groups and activities."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from organizations.querysets import DatedQuerySet
from research_groups.constants import OPEN_STATUSES, ActivityStatus, GroupRole


class GroupQuerySet(DatedQuerySet):
    """Groups."""

    def standing(self, day: date | None = None) -> Self:
        """In their term and not dissolved."""
        return self.on(day).filter(dissolved_on=None)

    def ended(self) -> Self:
        """Dissolved, or past their term."""
        return self.filter(Q(until__lt=timezone.localdate()) | Q(dissolved_on__isnull=False))

    def to_review(self, year: str) -> Self:
        """Standing ones founded before ``year`` ended (31 August) that have no review of it."""
        founded = date(int(year[-4:]), 8, 31)
        return self.standing().filter(since__lte=founded).exclude(reviews__year=year)

    def under(self, ancestor: Any) -> Self:
        """Those of ``ancestor`` and of the organizations below it."""
        below = apps.get_model("organizations.Organization").objects.under(ancestor)
        return self.filter(organization__in=below.values("pk"))

    def with_names(self) -> Self:
        """What a list shows, in one query."""
        return self.select_related("organization", "subject", "stage")


class ActivityQuerySet(models.QuerySet[Any]):
    """Activities; all but the cancelled ones are public facts (title, schools, dates), products are not."""

    def open(self) -> Self:
        """Still being worked on."""
        return self.filter(status__in=OPEN_STATUSES)

    def shown(self) -> Self:
        """What lists show."""
        return self.exclude(status=ActivityStatus.CANCELLED)

    def of(self, ancestor: Any) -> Self:
        """Organized by ``ancestor`` or below it, or with one of those schools taking part; the cancelled ones too."""
        below = apps.get_model("organizations.Organization").objects.under(ancestor).values("pk")
        taking_part = Exists(
            apps.get_model("research_groups.ActivitySchool").objects.filter(
                activity=OuterRef("pk"), organization__in=below
            )
        )
        return self.filter(Q(organization__in=below) | taking_part)

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


def past_school_year() -> str:
    """The school year that ended last, which is the one to review: ``"2025-2026"`` from August 2026 on."""
    today = timezone.localdate()
    first = today.year if today.month >= 8 else today.year - 1
    return f"{first - 1}-{first}"
