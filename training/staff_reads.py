"""The statements of the roster, composed once: each reads one thing for everybody of a school, never for one person."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.constants import NoticeKind
from accounts.models import Notice
from core.prepared import prepared
from organizations.constants import STAFF_ROLES
from organizations.models import Leave, Membership
from taxonomy.models import TeachingSubject
from training.constants import COUNTED_ROLES, OPEN_RUN_STATUSES, EnrolmentStatus, EvidenceState
from training.models import Enrolment, Evidence, YearTotal

Rows = QuerySet[Any, Any]


def persons_of(school: Any, day: date) -> Rows:
    """Who stands in the roster, as a subquery: cheaper than hundreds of ids in each statement."""
    return Membership.objects.on(day).filter(organization=school, role__in=STAFF_ROLES).values("person_id")


@prepared
def members(school: int, day: date) -> Rows:
    """(person, public id, name, username, staff number, role), one row per role."""
    found = Membership.objects.on(day).filter(organization=school, role__in=STAFF_ROLES).order_by("person_id")
    return found.values_list(
        "person_id",
        "person__public_id",
        "person__name",
        "person__username",
        "person__teacher_profile__staff_no",
        "role",
    )


@prepared
def counted_places(school: int, day: date) -> Rows:
    """(person, organization, kind, since, until) of every place that counts, past ones too."""
    found = Membership.objects.filter(person_id__in=persons_of(school, day), role__in=COUNTED_ROLES)
    return found.order_by("since").values_list("person_id", "organization_id", "kind", "since", "until")


@prepared
def subjects(school: int, day: date) -> Rows:
    """(person, subject, its names in Chinese and English), the main one first."""
    found = TeachingSubject.objects.filter(person_id__in=persons_of(school, day)).order_by("-main", "id")
    return found.values_list("person_id", "subject_id", "subject__name", "subject__name_en")


@prepared
def totals(school: int, day: date, set_key: str, cycle: date, year: str) -> Rows:
    """(person, scope, amount of the year, amount of the cycle)."""
    found = YearTotal.objects.filter(person_id__in=persons_of(school, day), set_key=set_key, cycle=cycle)
    sums = found.order_by().values("person_id", "scope")
    sums = sums.annotate(
        of_year=Sum("year_amount", filter=Q(year=year), default=0), of_cycle=Sum("cycle_amount", default=0)
    )
    return sums.values_list("person_id", "scope", "of_year", "of_cycle")


@prepared
def leaves(school: int, day: date, first: date) -> Rows:
    """(person, kind, since, until) of absences not over before ``first``."""
    found = Leave.objects.filter(Q(until=None) | Q(until__gte=first), person_id__in=persons_of(school, day))
    return found.values_list("person_id", "kind", "since", "until")


@prepared
def undecided(school: int, day: date) -> Rows:
    """(person, number of claims that wait)."""
    waiting = Evidence.objects.filter(person_id__in=persons_of(school, day), state=EvidenceState.SUBMITTED)
    return waiting.order_by().values("person_id").annotate(n=Count("id")).values_list("person_id", "n")


@prepared
def seats(school: int, day: date) -> Rows:
    """(person, run) of the seats in runs that are not over."""
    found = Enrolment.objects.filter(
        person_id__in=persons_of(school, day),
        status=EnrolmentStatus.ENROLLED,
        run__status__in=OPEN_RUN_STATUSES,
        run__ends_on__gte=day,
    )
    return found.values_list("person_id", "run_id")


@prepared
def reminded(school: int, day: date, since: datetime) -> Rows:
    """Who had a reminder since then."""
    found = Notice.objects.filter(
        kind=NoticeKind.REMINDER, person_id__in=persons_of(school, day), created_at__gte=since
    )
    return found.order_by().values_list("person_id", flat=True)
