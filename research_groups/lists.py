"""Activities as lists show them: value objects of ``<c-activity-list>``, and what other floors ask."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.prepared import prepared
from organizations.models import Organization
from organizations.querysets import remit_of
from research_groups.constants import ActivityStatus, DueFrom
from research_groups.models import Activity, Participation, RequiredProduct

STATUS_KINDS = {
    ActivityStatus.PLANNED: "",
    ActivityStatus.RUNNING: "action",
    ActivityStatus.SUBMITTED: "notice",
    ActivityStatus.RETURNED: "danger",
    ActivityStatus.APPROVED: "done",
    ActivityStatus.CANCELLED: "",
}


def weekday_name(day: int) -> str:
    """周一 … 周日 for 0 … 6."""
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[day]


def time_range(activity: Activity) -> str:
    """``周四14:00—16:30``; over several days with both dates."""
    start, end = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    if start.date() == end.date():
        return f"{weekday_name(start.weekday())}{start:%H:%M}—{end:%H:%M}"
    return _("%(start)s起，到%(month)d月%(day)d日") % {
        "start": f"{weekday_name(start.weekday())}{start:%H:%M}",
        "month": end.month,
        "day": end.day,
    }


def date_and_time(activity: Activity) -> str:
    """``2026年12月3日 周四14:00—16:30``."""
    return f"{date_format(timezone.localdate(activity.starts_at), 'DATE_FORMAT')} {time_range(activity)}"


def activity_row(activity: Activity, *, products: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """One line; ``school_count`` comes from ``with_names()``."""
    schools = getattr(activity, "school_count", 0)
    return {
        "date": timezone.localdate(activity.starts_at),
        "title": activity.title,
        "url": activity.get_absolute_url(),
        "status": activity.get_status_display(),
        "status_kind": STATUS_KINDS[ActivityStatus(activity.status)],
        "kind": activity.get_kind_display(),
        "meta": [
            part
            for part in (
                time_range(activity),
                activity.place,
                _("%(n)d校联合") % {"n": schools} if schools > 1 else "",
            )
            if part
        ],
        "products": products or [],
    }


def activity_rows(activities: Iterable[Activity]) -> list[dict[str, Any]]:
    """Many lines."""
    return [activity_row(activity) for activity in activities]


def activity_lines(activities: Iterable[Activity]) -> list[dict[str, Any]]:
    """Lines of an organization's own list, with how many were there and how many handed in, in one further query."""
    shown = list(activities)
    counts: dict[int, dict[str, Any]] = {
        row["activity"]: dict(row)
        for row in Participation.objects.filter(activity__in=shown)
        .values("activity")
        .annotate(people=Count("pk"), attended=Count("attended_at"), handed=Count("handed_in_at"))
    }
    nobody = {"people": 0, "attended": 0, "handed": 0}
    return [
        {
            **activity_row(one),
            **{name: counts.get(one.pk, nobody)[name] for name in nobody},
            "organization": one.organization.label,
            "group": one.group.name if one.group else "",
            "schools": getattr(one, "school_count", 0),
        }
        for one in shown
    ]


COMING_SHOWN = 4
STUDIES_READ = 48


@prepared
def _coming(now: datetime) -> QuerySet[Activity]:
    return Activity.objects.shown().filter(ends_at__gte=now).order_by("starts_at", "pk").with_names()[:COMING_SHOWN]


@prepared
def _studies() -> QuerySet[Activity, tuple[int, str]]:
    rows = Activity.objects.shown().filter(lesson__isnull=False).order_by("-starts_at", "-pk")
    return rows.values_list("lesson_id", "status")[:STUDIES_READ]


def coming_activities() -> list[dict[str, Any]]:
    """The next activities of the whole platform."""
    return activity_rows(_coming(now=timezone.now()))


def next_activity_of(person: Any) -> dict[str, Any] | None:
    """``at``, ``title``, ``place``, ``url`` of the next activity or step of one in which the person takes part."""
    activity = Activity.objects.coming().filter(participations__person=person).first()
    if activity is None:
        return None
    now = timezone.now()
    step = activity.steps.filter(starts_at__gte=now).order_by("starts_at").first()
    if step is not None and step.starts_at is not None:
        return {
            "at": step.starts_at,
            "title": f"{activity.title} {step.title}",
            "place": step.place or activity.place,
            "url": activity.get_absolute_url(),
        }
    return {
        "at": activity.starts_at,
        "title": activity.title,
        "place": activity.place,
        "url": activity.get_absolute_url(),
    }


def studied_lessons(*, limit: int) -> list[int]:
    """Keys of lessons that activities studied: those of approved activities first, newest first."""
    approved_first = sorted(_studies(), key=lambda row: row[1] != ActivityStatus.APPROVED)
    return list(dict.fromkeys(lesson_id for lesson_id, _status in approved_first))[:limit]


def activities_to_decide(organization: Organization) -> list[Activity]:
    """What waits for this institute, longest waiting first."""
    bodies = Organization.objects.under(remit_of(organization))
    return list(
        Activity.objects.filter(status=ActivityStatus.SUBMITTED, organization__in=bodies).order_by("ends_at", "pk")
    )


def product_states(activity: Activity, person: Any | None = None) -> list[dict[str, str]]:
    """What ``<c-products>`` takes: the common products, and of each person's own how many are in (or one's own)."""
    people = activity.participations.count()
    rows = []
    for requirement in activity.required_products.prefetch_related("products").order_by("pk"):
        rows.append(_product_state(requirement, people, person))
    return rows


def _product_state(requirement: RequiredProduct, people: int, person: Any | None) -> dict[str, str]:
    handed = list(requirement.products.all())
    name = str(requirement.get_kind_display())
    if requirement.due_from == DueFrom.ACTIVITY:
        return {"name": name, "state": "there" if handed else "missing"}
    if person is not None:
        there = any(product.person_id == person.pk for product in handed)
        return {"name": _("我的%(what)s") % {"what": name}, "state": "there" if there else "missing"}
    state = "there" if handed and len(handed) >= people else "due"
    return {
        "name": _("%(what)s%(done)d/%(all)d份") % {"what": name, "done": len(handed), "all": people},
        "state": state,
    }
