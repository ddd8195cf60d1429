"""Who takes part in an activity, in which part, and who was there."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from research_groups.constants import OPEN_STATUSES, ActivityStatus
from research_groups.models import Activity, Participation, Product
from research_groups.persons import school_taking_part
from research_groups.services.decisions import queue_award
from research_groups.services.telling import tell_attendance, tell_listed, tell_unlisted


@transaction.atomic
def join_activity(*, actor: Any | None, activity: Activity, person: Any, role: str = "") -> Participation:
    """Take a person in, for the home school of the activity's day; the school must take part.

    Joining twice returns what stands.
    """
    if activity.status not in OPEN_STATUSES:
        raise Refusal(_("这个活动已经%(status)s，不能再报名。") % {"status": activity.get_status_display()})
    school = school_taking_part(activity, person)
    if school is None:
        said = (
            _("你的学校没有参加这个活动，请联系主办单位。")
            if actor == person
            else _("%(name)s的学校没有参加这个活动。") % {"name": person}
        )
        raise Refusal(said, field="person")
    try:
        with transaction.atomic():
            joined = Participation.objects.create(activity=activity, person=person, organization=school, role=role)
    except IntegrityError:
        return Participation.objects.get(activity=activity, person=person)
    record_audit(
        actor=actor, action="activity.join", target=activity, organization_id=school.pk, after={"person": person.pk}
    )
    if actor is not None and actor != person:
        tell_listed(joined, actor=actor)
    return joined


@transaction.atomic
def record_attendance(*, actor: Any, participation: Participation, at: datetime, reason: str = "") -> Participation:
    """Note that the person was there; noted after the approval, it queues the hours that waited for it.

    The row of the activity is held, so that an approval at this moment either sees the presence or is seen here.
    """
    activity = Activity.objects.select_for_update().get(pk=participation.activity_id)
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
    if activity.status == ActivityStatus.APPROVED:
        queue_award(activity)
    if activity.status not in OPEN_STATUSES:
        tell_attendance(participation, actor=actor)
    return participation


@transaction.atomic
def take_back_attendance(*, actor: Any, participation: Participation, reason: str = "") -> Participation:
    """Somebody was noted as present by mistake. Refuses after the approval: then hours may hang on it."""
    activity = Activity.objects.select_for_update().get(pk=participation.activity_id)
    if activity.status == ActivityStatus.APPROVED:
        raise Refusal(_("活动已经认定，到场不能再改；学时有误请联系进修学院更正。"))
    before, participation.attended_at = participation.attended_at, None
    participation.save(update_fields=["attended_at"])
    record_audit(
        actor=actor,
        action="activity.attendance_back",
        target=participation,
        organization_id=participation.organization_id,
        reason=reason,
        before={"attended_at": before},
        after={"attended_at": None},
    )
    if activity.status not in OPEN_STATUSES:
        tell_attendance(participation, actor=actor)
    return participation


@transaction.atomic
def give_part(*, actor: Any, participation: Participation, role: str) -> Participation:
    """Say who does what (主备, 执教, 记录 …); an empty one is no particular part."""
    before, participation.role = participation.role, role
    participation.save(update_fields=["role"])
    record_audit(
        actor=actor,
        action="activity.part",
        target=participation,
        organization_id=participation.organization_id,
        before={"role": before},
        after={"role": role},
    )
    return participation


@transaction.atomic
def leave_activity(*, actor: Any, participation: Participation) -> None:
    """Take a person off the list who neither was there nor handed anything in; the audit entry keeps that they were."""
    activity = participation.activity
    if activity.status not in OPEN_STATUSES:
        raise Refusal(_("这个活动已经%(status)s，名单不能再改。") % {"status": activity.get_status_display()})
    if participation.attended_at or Product.objects.filter(
        requirement__activity=activity, person=participation.person_id
    ):
        raise Refusal(_("%(name)s已有到场记录或产出，不能退出。") % {"name": participation.person})
    record_audit(
        actor=actor,
        action="activity.leave",
        target=activity,
        organization_id=participation.organization_id,
        before={"person": participation.person_id},
    )
    tell_unlisted(participation, actor=actor)
    participation.delete()
