"""Planning and holding activities."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import move_status, record_audit
from organizations.models import Organization
from research_groups.constants import OPEN_STATUSES, ActivityStatus
from research_groups.models import Activity, ActivitySchool, ActivityStep
from research_groups.services.required import require_products
from research_groups.services.telling import tell_cancelled


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
    extra_products: Iterable[str] = (),
    **details: Any,
) -> Activity:
    """Plan an activity from its template: the products its kind requires are set up with it, and ``extra_products``.

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
    require_products(activity, extra_products, due_on)
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
        changes={"return_reason": reason.strip()},
        refusal=Refusal(_("活动已送认定、已认定或已取消，不能取消。")),
    )
    tell_cancelled(activity, actor=actor, reason=reason.strip())
    return activity


@transaction.atomic
def finish_step(*, actor: Any, step: ActivityStep, note: str = "", at: datetime | None = None) -> ActivityStep:
    """A step is done; its record is kept, and a planned activity runs from its first one on."""
    activity = step.activity
    if activity.status not in OPEN_STATUSES:
        raise Refusal(_("这个活动已经%(status)s，步骤不能再改。") % {"status": activity.get_status_display()})
    if activity.status == ActivityStatus.PLANNED:
        start_activity(actor=actor, activity=activity)
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
