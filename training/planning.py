"""What is still to come this year and what it would count: seats taken, filed school training, runs one may still join.

A run is worth what the rule engine gives for its evidence alone, before caps that other evidence may have used up; the
definition on the roster says so. The worth of a run is asked once per set, never per person.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.prepared import Few, prepared
from organizations.constants import OrganizationKind
from organizations.models import Organization, OrganizationClosure
from organizations.querysets import home_organization
from research_groups.constants import ActivityStatus
from research_groups.models import Activity
from taxonomy.constants import Level
from training.availability import closes_at
from training.awards import awards_of
from training.constants import OPEN_RUN_STATUSES, EnrolmentStatus, EvidenceType, RunMode
from training.models import CourseRun, Enrolment
from training.posting import Award

COMING_STATUSES = (ActivityStatus.PLANNED, ActivityStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that would count: the award it would give, what it is and where it leads."""

    award: Award
    label: str
    url: str
    ends_on: date
    note: str = ""
    run_id: int | None = None


def run_fact(run: CourseRun, day: date | None = None) -> dict[str, Any]:
    """The evidence that completing ``run`` becomes, in the vocabulary of the rule sets."""
    series = run.series
    fact: dict[str, Any] = {
        "type": str(series.learning_type),
        "level": str(series.level),
        "minutes": series.minutes,
        "date": day or run.ends_on,
        "outcome": "pass",
    }
    if series.learning_type == EvidenceType.SCHOOL_TRAINING:
        fact["plan_filed"] = True
    return fact


@lru_cache(maxsize=512)
def worth(set_key: str, type: str, level: str, minutes: int, day: date) -> Award | None:
    """What evidence of this kind would count by itself on ``day`` in the set, ``None`` when nothing."""
    fact: dict[str, Any] = {"id": "1", "type": type, "level": level, "minutes": minutes, "date": day, "outcome": "pass"}
    if type == EvidenceType.SCHOOL_TRAINING:
        fact["plan_filed"] = True
    case = {
        "id": "plan",
        "memberships": [{"set": set_key, "org": "1", "from": date(2000, 1, 1), "to": None}],
        "evidence": [fact],
    }
    return next(iter(awards_of(case)), None)


def planned_of(run: CourseRun, *, set_key: str, last_day: date, note: str = "") -> Planned | None:
    """What ``run`` would count in the year that ends on ``last_day``; ``None`` when it ends later or counts nothing."""
    ends_on = min(run.ends_on, last_day) if run.mode == RunMode.ALWAYS_OPEN else run.ends_on
    if ends_on > last_day:
        return None
    award = worth(set_key, str(run.series.learning_type), str(run.series.level), run.series.minutes, ends_on)
    if award is None:
        return None
    label = str(run.series.title)
    return Planned(award, label, f"/runs/{run.public_id}/", ends_on, note, run_id=run.pk)


def open_runs(organization: Organization, *, day: date, last_day: date) -> list[CourseRun]:
    """Approved runs a person of ``organization`` may still join: enrolment not over, seats left, ending in time.

    Offered by an organization above, or by another one of the same district.
    """
    return _open_to(organization=organization.pk, day=day, last_day=last_day, now=timezone.now())


@prepared
def _open_to(organization: int, day: date, last_day: date, now: datetime) -> QuerySet[CourseRun]:
    above = OrganizationClosure.objects.on(day).filter(descendant=organization)
    nearest = above.filter(ancestor__kind=OrganizationKind.DISTRICT).order_by("depth").values("ancestor")[:1]
    beside = OrganizationClosure.objects.on(day).filter(ancestor__in=nearest).values("descendant")
    offering = Q(organization__in=above.values("ancestor"))
    offering |= Q(organization__in=beside) & ~Q(organization__kind=OrganizationKind.SCHOOL)
    return (
        CourseRun.objects.offered()
        .enrolment_not_over(now)
        .filter(offering)
        .filter(Q(capacity=None) | Q(taken__lt=F("capacity")))
        .filter(Q(ends_on__lte=last_day) | Q(mode=RunMode.ALWAYS_OPEN))
        .select_related("series")
        .order_by("starts_on")
    )


@prepared
def _own_activities(organization: int, begin: datetime, end: datetime) -> QuerySet[Activity]:
    coming = Activity.objects.filter(organization=organization, status__in=COMING_STATUSES, minutes__gt=0)
    return coming.filter(ends_at__gte=begin, ends_at__lt=end).order_by("ends_at")


def filed_school_training(organization: Organization, *, set_key: str, day: date, last_day: date) -> list[Planned]:
    """The school's own dated activities still to come; they count for every teacher of the school."""
    begin, end = (timezone.make_aware(datetime.combine(each, time())) for each in (day, last_day + timedelta(days=1)))
    found = []
    for activity in _own_activities(organization=organization.pk, begin=begin, end=end):
        ends_on = timezone.localtime(activity.ends_at).date()
        award = worth(set_key, EvidenceType.SCHOOL_TRAINING, Level.SCHOOL, activity.minutes, ends_on)
        if award is not None:
            found.append(Planned(award, activity.title, f"/activities/{activity.public_id}/", ends_on))
    return found


def seats_taken(person: Any, *, day: date) -> list[CourseRun]:
    """Approved runs in which the person holds a seat and which are not over, soonest over first."""
    return by_person(_seats_of(person=person.pk, day=day))[person.pk]


@prepared
def _seats_of(person: int, day: date) -> QuerySet[Enrolment, tuple[int, int]]:
    return Enrolment.objects.filter(
        person=person, status=EnrolmentStatus.ENROLLED, run__status__in=OPEN_RUN_STATUSES, run__ends_on__gte=day
    ).values_list("person_id", "run_id")


def by_person(seats: Iterable[tuple[int, int]]) -> dict[int, list[CourseRun]]:
    """Runs by person of (person, run) rows, soonest over first; many seats, few runs: each run is read once."""
    taken = list(seats)
    found: dict[int, list[CourseRun]] = defaultdict(list)
    if not taken:
        return found
    wanted = {run_id for _person, run_id in taken}
    runs = [run for few in Few.each(wanted) for run in _runs_of(runs=few)]
    by_id = {run.pk: run for run in sorted(runs, key=lambda run: run.ends_on)}
    order = {pk: place for place, pk in enumerate(by_id)}
    for person_id, run_id in sorted(taken, key=lambda seat: order[seat[1]]):
        found[person_id].append(by_id[run_id])
    return found


@prepared
def _runs_of(runs: Few) -> QuerySet[CourseRun]:
    return CourseRun.objects.filter(pk__in=runs).select_related("series")


# What closes a gap on "my hours"; every provider takes (person, set key, first day asked, last day of the year).
GapProvider = Callable[[Any, str, date, date], list[Planned]]
_gap_providers: list[GapProvider] = []


def provide_gap(provider: GapProvider) -> None:
    """Let ``provider`` offer what a person could still do; called from ``apps.ready()``."""
    if provider not in _gap_providers:
        _gap_providers.append(provider)


def gap_offers(person: Any, *, set_key: str, day: date, last_day: date) -> list[Planned]:
    """Everything on offer from every provider, soonest first."""
    offers = [offer for provider in _gap_providers for offer in provider(person, set_key, day, last_day)]
    return sorted(offers, key=lambda offer: offer.ends_on)


def gap_from_open_runs(person: Any, set_key: str, day: date, last_day: date) -> list[Planned]:
    """Seats already taken, and approved runs that may still be joined."""
    organization = home_organization(person, day)
    if organization is None:
        return []
    taken = seats_taken(person, day=day)
    taken_ids = {run.pk for run in taken}
    runs = [(run, _("已报名")) for run in taken]
    runs += [
        (run, _("%(month)s月%(day)s日前可以报名") % {"month": end.month, "day": end.day})
        for run in open_runs(organization, day=day, last_day=last_day)
        if run.pk not in taken_ids
        for end in [closes_at(run, timezone.now())]
    ]
    found = (planned_of(run, set_key=set_key, last_day=last_day, note=note) for run, note in runs)
    return [each for each in found if each is not None]
