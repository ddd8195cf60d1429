"""Named reads about runs: which of them take people in, now or later, in either round of enrolment."""

from datetime import datetime
from typing import Self

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from training.constants import OPEN_RUN_STATUSES


class CourseRunQuerySet(QuerySet):
    """Runs (班期)."""

    def offered(self) -> Self:
        """Approved runs of published series, whatever the day."""
        return self.filter(status__in=OPEN_RUN_STATUSES, series__live=True)

    def enrolling(self, now: datetime) -> Self:
        """One of their rounds is on at ``now``."""
        first = Q(enrol_from__lte=now, enrol_until__gte=now)
        return self.filter(first | Q(second_from__lte=now, second_until__gte=now))

    def enrolment_to_come(self, now: datetime) -> Self:
        """One of their rounds starts after ``now``."""
        return self.filter(Q(enrol_from__gt=now) | Q(second_from__gt=now))

    def enrolment_not_over(self, now: datetime) -> Self:
        """A round is on at ``now`` or still to come."""
        return self.filter(Q(enrol_until__gte=now) | Q(second_until__gte=now))

    def closing_soonest(self, now: datetime) -> Self:
        """By the end of the round that is on or comes next; ``training.availability.closes_at`` says the same."""
        last = Coalesce("second_until", "enrol_until")
        return self.order_by(Case(When(enrol_until__gte=now, then=F("enrol_until")), default=last), "pk")
