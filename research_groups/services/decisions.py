"""Submitting an activity, and what an institute decides about it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import enqueue, move_status
from organizations.models import Organization
from research_groups.constants import OPEN_STATUSES, ActivityStatus, DueFrom, ProductKind
from research_groups.events import ActivityDecided
from research_groups.models import Activity, RequiredProduct
from research_groups.services.telling import tell_approved, tell_returned
from taxonomy.constants import LEVEL_ORDER, Level

ACTIVITY_APPROVED = "activity_approved"


def activity_key(activity: Activity) -> str:
    """The key of an activity in the outbox."""
    return f"activity:{activity.pk}"


def queue_award(activity: Activity) -> None:
    """Queue the hours of an approved activity in the caller's transaction; who has theirs already gets no more."""
    enqueue(topic=ACTIVITY_APPROVED, key=activity_key(activity), payload={"activity_id": activity.pk})


def missing_products(activity: Activity) -> list[RequiredProduct]:
    """Products the activity as a whole still owes."""
    return list(activity.required_products.filter(due_from=DueFrom.ACTIVITY, products=None).order_by("pk"))


@transaction.atomic
def submit_activity(*, actor: Any, activity: Activity) -> Activity:
    """Hand the activity to the institute. Refuses while required products or every participant's own are missing."""
    if activity.status not in OPEN_STATUSES:
        raise Refusal(_("这个活动%(status)s，不用再送。") % {"status": activity.get_status_display()})
    missing = [str(ProductKind(one.kind).label) for one in missing_products(activity)]
    if missing:
        raise Refusal(_("还缺%(what)s，暂不能送认定。") % {"what": "、".join(missing)})
    if not activity.participations.filter(handed_in_at__isnull=False).exists() and _each_owes(activity):
        raise Refusal(_("还没有人交齐自己的产出，暂不能送认定。"))
    move_status(
        activity,
        to=ActivityStatus.SUBMITTED,
        allowed=OPEN_STATUSES,
        actor=actor,
        action="activity.submit",
        refusal=_taken(),
    )
    return activity


@transaction.atomic
def approve_activity(
    *,
    actor: Any,
    activity: Activity,
    organization: Organization,
    level: str = Level.DISTRICT,
    at: datetime | None = None,
) -> Activity:
    """Approve at ``level``; the participants' hours are queued in the same transaction and cannot be lost.

    ``organization`` is the approving institute. Refuses what was not submitted and levels below the district: those
    activities are a school's own and count by its plan. ``at`` is the moment of the decision, for decisions taken
    elsewhere and recorded here.
    """
    if activity.status != ActivityStatus.SUBMITTED:
        raise Refusal(_("这个活动还没有送认定。"))
    if LEVEL_ORDER[level] < LEVEL_ORDER[Level.DISTRICT]:
        raise Refusal(_("区级及以上才能认定。"), field="level")
    move_status(
        activity,
        to=ActivityStatus.APPROVED,
        allowed=(ActivityStatus.SUBMITTED,),
        actor=actor,
        action="activity.approve",
        refusal=_taken(),
        changes={
            "approved_level": level,
            "approved_at": at or timezone.now(),
            "approved_by": actor,
            "approving_organization": organization,
            "return_reason": "",
        },
        noted={"level": level},
    )
    queue_award(activity)
    tell_approved(activity, actor=actor)
    announce(ActivityDecided(activity_id=activity.pk, approved=True))
    return activity


@transaction.atomic
def return_activity(*, actor: Any, activity: Activity, reason: str) -> Activity:
    """Send it back with the reason; nothing that was handed in is lost."""
    if activity.status != ActivityStatus.SUBMITTED:
        raise Refusal(_("这个活动还没有送认定。"))
    if not reason.strip():
        raise Refusal(_("请写明退回的理由。"), field="reason")
    move_status(
        activity,
        to=ActivityStatus.RETURNED,
        allowed=(ActivityStatus.SUBMITTED,),
        actor=actor,
        action="activity.return",
        reason=reason,
        refusal=_taken(),
        changes={"return_reason": reason.strip()},
    )
    tell_returned(activity, actor=actor)
    announce(ActivityDecided(activity_id=activity.pk, approved=False))
    return activity


def _each_owes(activity: Activity) -> bool:
    return activity.required_products.filter(due_from=DueFrom.EACH).exists()


def _taken() -> Refusal:
    return Refusal(_("刚刚已有人处理了这个活动，请刷新。"))
