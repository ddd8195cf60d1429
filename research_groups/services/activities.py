"""Planning and holding activities."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import move_status, record_audit
from organizations.models import Organization
from organizations.querysets import home_organization
from research_groups.constants import OPEN_STATUSES, REQUIRED_PRODUCTS, ActivityStatus
from research_groups.models import Activity, ActivitySchool, ActivityStep, Participation, RequiredProduct
from research_groups.services.decisions import queue_award


@transaction.atomic
def plan_activity(
    *,
    actor: Any | None,
    kind: str,
    title: str,
    organization: Organization,
    starts_at: datetime,
    ends_at: datetime,
    schools: Iterable[Organization],
    steps: Iterable[Mapping[str, Any]] = (),
    due_on: date | None = None,
    **details: Any,
) -> Activity:
    """Plan an activity from its template: the products its kind requires are set up with it.

    ``steps``: title, starts_at, place. ``details``: group, lesson, theme, place, minutes. Refuses times out of order
    and an activity of no school.
    """
    check_times(starts_at, ends_at)
    taking_part = at_least_one(schools)
    activity = Activity(
        kind=kind, title=title, organization=organization, starts_at=starts_at, ends_at=ends_at, **details
    )
    activity.full_clean()
    activity.save()
    ActivitySchool.objects.bulk_create(ActivitySchool(activity=activity, organization=one) for one in taking_part)
    ActivityStep.objects.bulk_create(
        ActivityStep(activity=activity, position=position, **step) for position, step in enumerate(steps, start=1)
    )
    RequiredProduct.objects.bulk_create(
        RequiredProduct(activity=activity, kind=product, due_from=due_from, due_on=due_on)
        for product, due_from in REQUIRED_PRODUCTS[kind]
    )
    record_audit(
        actor=actor,
        action="activity.plan",
        target=activity,
        organization_id=organization.pk,
        after={"kind": kind, "schools": [one.pk for one in taking_part]},
    )
    return activity


@transaction.atomic
def start_activity(*, actor: Any | None, activity: Activity) -> Activity:
    """The work has begun."""
    move_status(
        activity,
        to=ActivityStatus.RUNNING,
        allowed=OPEN_STATUSES,
        actor=actor,
        action="activity.start",
        refusal=Refusal(_("这个活动已经%(status)s，不能再开始。") % {"status": activity.get_status_display()}),
    )
    return activity


@transaction.atomic
def cancel_activity(*, actor: Any, activity: Activity, reason: str) -> Activity:
    """Call it off with a reason. What was handed to the institute stays: its hours are posted, or soon will be."""
    if not reason.strip():
        raise Refusal(_("请写明取消的原因，报了名的老师会看到。"), field="reason")
    move_status(
        activity,
        to=ActivityStatus.CANCELLED,
        allowed=OPEN_STATUSES,
        actor=actor,
        action="activity.cancel",
        reason=reason,
        refusal=Refusal(_("活动已送认定、已认定或已取消，不能取消。")),
    )
    return activity


@transaction.atomic
def join_activity(*, actor: Any | None, activity: Activity, person: Any, role: str = "") -> Participation:
    """Take a person in, for the home school of the activity's day; the school must take part.

    Joining twice returns what stands.
    """
    if activity.status not in OPEN_STATUSES:
        raise Refusal(_("这个活动已经%(status)s，不能再报名。") % {"status": activity.get_status_display()})
    school = home_organization(person, timezone.localdate(activity.starts_at))
    if school is None or not (
        activity.schools.filter(organization=school).exists() or _belongs_to_group(activity, person)
    ):
        raise Refusal(_("你的学校没有参加这个活动，请联系主办单位。"), field="person")
    try:
        with transaction.atomic():
            joined = Participation.objects.create(activity=activity, person=person, organization=school, role=role)
    except IntegrityError:
        return Participation.objects.get(activity=activity, person=person)
    record_audit(
        actor=actor, action="activity.join", target=activity, organization_id=school.pk, after={"person": person.pk}
    )
    return joined


@transaction.atomic
def record_attendance(*, actor: Any, participation: Participation, at: datetime, reason: str = "") -> Participation:
    """Note that the person was there; noted after the approval, it queues the hours that waited for it."""
    participation.attended_at = at
    participation.save(update_fields=["attended_at"])
    record_audit(
        actor=actor,
        action="activity.attendance",
        target=participation,
        organization_id=participation.organization_id,
        reason=reason,
        after={"attended_at": at},
    )
    if participation.activity.status == ActivityStatus.APPROVED:
        queue_award(participation.activity)
    return participation


@transaction.atomic
def finish_step(*, actor: Any, step: ActivityStep, note: str = "", at: datetime | None = None) -> ActivityStep:
    """A step is done; its record is kept."""
    step.done_at, step.note = at or timezone.now(), note or step.note
    step.save(update_fields=["done_at", "note"])
    record_audit(actor=actor, action="activity.step", target=step.activity, after={"step": step.title})
    return step


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    """Refuses an end before the beginning."""
    if ends_at < starts_at:
        raise Refusal(_("结束时间早于开始时间，请检查。"), field="ends_at")


def at_least_one(schools: Iterable[Organization]) -> list[Organization]:
    """The schools, each once. Refuses none at all."""
    taking_part = list(dict.fromkeys(schools))
    if not taking_part:
        raise Refusal(_("请至少选一所参加的学校。"), field="schools")
    return taking_part


def _belongs_to_group(activity: Activity, person: Any) -> bool:
    if activity.group is None:
        return False
    day = timezone.localdate(activity.starts_at)
    return activity.group.members.on(day).filter(person=person).exists()
