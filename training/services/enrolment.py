"""Seats. One function gives them, whatever the occasion: enrolling, a seat given back, more seats.

The run's row is locked first, so that a seat is never left idle beside somebody who waits; the UPDATE that takes a seat
is guarded by ``taken < capacity`` all the same and comes before the enrolment it pays for (the reverse oversells).
A school's share (``RunQuota``) is set aside: its teachers sit in it and queue for it, everybody else shares the rest.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services import send_notice
from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from organizations.querysets import home_organization
from training.availability import enrolment_closed
from training.constants import OPEN_RUN_STATUSES, Consent, EnrolmentStatus
from training.events import EnrolmentChanged
from training.models import CourseRun, Enrolment, RunQuota

ACTIVE = (EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED, EnrolmentStatus.WAITING)


def lock_run(run: CourseRun) -> CourseRun:
    """Make writers of one run's seats queue; returns the run as it stands. Call inside atomic."""
    locked: CourseRun = CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    return locked


@transaction.atomic
def enrol(*, actor: Any | None, person: Any, run: CourseRun, now: datetime | None = None) -> Enrolment:
    """Give ``person`` a seat, or a place at the end of the waiting list when all are taken.

    Who is in the run already gets the enrolment that stands. Whoever enrols somebody else (an organizer, the platform)
    is not bound to the days and the mode. Refuses a run that takes nobody in and a person without a home organization.
    """
    now = now or timezone.now()
    locked = lock_run(run)
    standing = active_enrolment(person, locked)
    if standing is not None:
        return standing
    by_organizer = getattr(actor, "pk", None) != person.pk
    if closed := enrolment_closed(locked, now, by_organizer=by_organizer):
        raise Refusal(closed)
    organization = home_organization(person, timezone.localtime(now).date())
    if organization is None:
        raise Refusal(_("报名要有任职单位。请学校管理员先把你加进名册。"))
    quota = RunQuota.objects.filter(run=locked, organization=organization).first()
    someone_waits = locked.enrolments.filter(status=EnrolmentStatus.WAITING, quota=quota).exists()
    seated = not someone_waits and take_seat(locked, quota)
    enrolment = Enrolment.objects.create(
        run=locked,
        person=person,
        organization=organization,
        status=EnrolmentStatus.ENROLLED if seated else EnrolmentStatus.WAITING,
        enrolled_at=now,
        quota=quota,
        consent=Consent.ASKED if locked.needs_consent and not by_organizer else Consent.NOT_ASKED,
    )
    enrolment_written(actor, enrolment, "enrolment.created", "")
    return enrolment


@transaction.atomic
def withdraw(*, actor: Any | None, enrolment: Enrolment, reason: str = "") -> Enrolment:
    """Give a seat or a place on the waiting list back; a free seat goes to the first who waits.

    Withdrawing twice changes nothing. Refuses a completed enrolment: its hours stand in the ledger.
    """
    run = lock_run(enrolment.run)
    enrolment.refresh_from_db()
    before = enrolment.status
    if before == EnrolmentStatus.WITHDRAWN:
        return enrolment
    if before == EnrolmentStatus.COMPLETED:
        raise Refusal(_("已经结业，不能取消报名。"))
    Enrolment.objects.filter(pk=enrolment.pk).update(status=EnrolmentStatus.WITHDRAWN)
    enrolment.status = EnrolmentStatus.WITHDRAWN
    if before == EnrolmentStatus.ENROLLED:
        CourseRun.objects.filter(pk=run.pk, taken__gt=0).update(taken=F("taken") - 1)
        RunQuota.objects.filter(enrolments=enrolment, taken__gt=0).update(taken=F("taken") - 1)
    enrolment_written(actor, enrolment, "enrolment.withdrawn", before, reason)
    fill_seats(run=run, actor=actor)
    return enrolment


@transaction.atomic
def fill_seats(*, run: CourseRun, actor: Any | None) -> list[Enrolment]:
    """Give every free seat of an open run to who waits, first come first served, and tell them."""
    lock_run(run)
    promoted: list[Enrolment] = []
    full: set[int | None] = set()  # shares without a free seat; None is what everybody else shares
    waiting = Enrolment.objects.filter(run=run, status=EnrolmentStatus.WAITING)
    for first in waiting.select_related("person", "run__series", "quota").order_by("enrolled_at", "pk"):
        if first.quota_id in full or not take_seat(run, first.quota):
            full.add(first.quota_id)
            continue
        Enrolment.objects.filter(pk=first.pk).update(status=EnrolmentStatus.ENROLLED)
        first.status = EnrolmentStatus.ENROLLED
        enrolment_written(actor, first, "enrolment.promoted", EnrolmentStatus.WAITING)
        send_notice(
            actor=None,
            person=first.person,
            kind=NoticeKind.ENROLMENT,
            title=_("候补成功：%(run)s") % {"run": run},
            body=_("有人退出，空出的名额轮到了你。不能参加的话，请尽早取消报名。"),
            reason=_("你在这一期候补"),
            url=f"/runs/{run.public_id}/",
            dedup_key=f"promoted:{first.pk}",
        )
        promoted.append(first)
    return promoted


def take_seat(run: CourseRun, quota: RunQuota | None = None) -> bool:
    """Take one seat of an open run if one is free: of the school's share, or of what is not set aside for others."""
    if quota is None:
        kept = run.quotas.aggregate(kept=Sum(F("seats") - F("taken"), default=0))["kept"]
        return _count_seat(run, Q(capacity=None) | Q(taken__lt=F("capacity") - kept))
    if not RunQuota.objects.filter(pk=quota.pk, taken__lt=F("seats")).update(taken=F("taken") + 1):
        return False
    if _count_seat(run, Q(capacity=None) | Q(taken__lt=F("capacity"))):
        return True
    RunQuota.objects.filter(pk=quota.pk).update(taken=F("taken") - 1)
    return False


def _count_seat(run: CourseRun, free: Q) -> bool:
    taken = CourseRun.objects.filter(free, pk=run.pk, status__in=OPEN_RUN_STATUSES).update(taken=F("taken") + 1)
    return bool(taken)


def active_enrolment(person: Any, run: CourseRun) -> Enrolment | None:
    """The person's place in the run: seated, completed or waiting."""
    return Enrolment.objects.filter(run=run, person=person, status__in=ACTIVE).first()


def waiting_position(enrolment: Enrolment) -> int:
    """1 for the next who gets a seat of the same share; 0 for who does not wait."""
    if enrolment.status != EnrolmentStatus.WAITING:
        return 0
    before = Q(enrolled_at__lt=enrolment.enrolled_at) | Q(enrolled_at=enrolment.enrolled_at, pk__lte=enrolment.pk)
    waiting = Enrolment.objects.filter(run_id=enrolment.run_id, status=EnrolmentStatus.WAITING)
    return waiting.filter(before, quota_id=enrolment.quota_id).count()


def enrolment_written(actor: Any | None, enrolment: Enrolment, action: str, before: str, reason: str = "") -> None:
    """Audit and announce what became of an enrolment."""
    record_audit(
        actor=actor,
        action=action,
        target=enrolment,
        organization_id=enrolment.organization_id,
        reason=reason,
        before={"status": str(before)} if before else {},
        after={"status": str(enrolment.status)},
    )
    announce(EnrolmentChanged(enrolment.pk, enrolment.person_id, str(enrolment.status)))
