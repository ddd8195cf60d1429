"""Runs from the approval to the end. Nothing is enrolled before the approval, nobody is forgotten at a cancellation."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services.notices import Message, send_notices
from core.events import announce
from core.exceptions import Refusal
from core.services import move_status, record_audit
from training.constants import DRAFT_RUN_STATUSES, OPEN_RUN_STATUSES, EnrolmentStatus, RunStatus
from training.events import EnrolmentChanged, RunChanged
from training.models import CourseRun, Enrolment, RunQuota
from training.services.enrolment import fill_seats, lock_run


@transaction.atomic
def approve_run(*, actor: Any | None, run: CourseRun, at: datetime | None = None) -> CourseRun:
    """Open a proposed run for enrolment. Refuses one that was decided before, and whoever proposed it themself."""
    if actor is not None and run.proposed_by_id == actor.pk:
        raise Refusal(_("自己申报的班期要由别人批准。"))
    approved = _move(
        run,
        to=RunStatus.APPROVED,
        allowed=(RunStatus.PROPOSED,),
        actor=actor,
        action="run.approved",
        refusal=Refusal(_("只有待审批的班期才能批准。")),
        changes={"approved_by": actor, "approved_at": at or timezone.now(), "decision_note": ""},
    )
    _tell_proposer(actor, approved, _("已批准：%(run)s") % {"run": run}, "")
    return approved


@transaction.atomic
def return_run(*, actor: Any | None, run: CourseRun, reason: str) -> CourseRun:
    """Send a proposed run back to be changed; the institute edits and proposes it again."""
    if not reason.strip():
        raise Refusal(_("写明退回的原因，申报单位要照着修改。"), field="reason")
    returned = _move(
        run,
        to=RunStatus.RETURNED,
        allowed=(RunStatus.PROPOSED,),
        actor=actor,
        action="run.returned",
        refusal=Refusal(_("只有待审批的班期才能退回。")),
        reason=reason,
        changes={"decision_note": reason},
    )
    _tell_proposer(actor, returned, _("退回修改：%(run)s") % {"run": run}, reason)
    return returned


@transaction.atomic
def start_run(*, actor: Any | None, run: CourseRun) -> CourseRun:
    """Say that an approved run is on."""
    return _move(
        run,
        to=RunStatus.RUNNING,
        allowed=(RunStatus.APPROVED,),
        actor=actor,
        action="run.started",
        refusal=Refusal(_("只有已批准的班期才能开课。")),
    )


@transaction.atomic
def finish_run(*, actor: Any | None, run: CourseRun) -> CourseRun:
    """Close a run; who still waits for a seat is freed and told."""
    lock_run(run)
    finished = _move(
        run,
        to=RunStatus.FINISHED,
        allowed=OPEN_RUN_STATUSES,
        actor=actor,
        action="run.finished",
        refusal=Refusal(_("只有已批准或进行中的班期才能结束。")),
    )
    waiting = run.enrolments.filter(status=EnrolmentStatus.WAITING)
    _free(actor, finished, waiting, reason=_("这一期已经结束，候补没有轮到。"))
    return finished


@transaction.atomic
def cancel_run(*, actor: Any | None, run: CourseRun, reason: str) -> CourseRun:
    """Cancel a run and free everybody in it who has not completed: one audit entry and one notice each."""
    if not reason.strip():
        raise Refusal(_("写明取消的原因，已报名的教师会看到。"), field="reason")
    lock_run(run)
    kept = run.enrolments.filter(status=EnrolmentStatus.COMPLETED).count()
    cancelled = _move(
        run,
        to=RunStatus.CANCELLED,
        allowed=(*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES),
        actor=actor,
        action="run.cancelled",
        refusal=Refusal(_("这一期已经结束或取消。")),
        reason=reason,
        changes={"taken": kept, "decision_note": reason},
    )
    for quota in run.quotas.annotate(kept=Count("enrolments", filter=Q(enrolments__status=EnrolmentStatus.COMPLETED))):
        RunQuota.objects.filter(pk=quota.pk).update(taken=quota.kept)
    active = run.enrolments.filter(status__in=(EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING))
    _free(actor, cancelled, active, reason=reason)
    return cancelled


@transaction.atomic
def change_capacity(*, actor: Any | None, run: CourseRun, capacity: int | None) -> CourseRun:
    """Raise or lower the number of seats, never below those taken; new seats go to who waits, in order."""
    before = lock_run(run).capacity
    kept_for_schools = sum(run.quotas.values_list("seats", flat=True))
    if capacity is not None and capacity < kept_for_schools:
        raise Refusal(
            _("分给学校的名额共%(seats)s个，总名额不能比这少。") % {"seats": kept_for_schools}, field="capacity"
        )
    enough = Q() if capacity is None else Q(taken__lte=capacity)
    changed = CourseRun.objects.filter(enough, pk=run.pk).update(capacity=capacity)
    if not changed:
        raise Refusal(_("已经报了%(taken)s人，名额不能比这少。") % {"taken": run.taken}, field="capacity")
    run.refresh_from_db()
    record_audit(
        actor=actor,
        action="run.capacity",
        target=run,
        organization_id=run.organization_id,
        before={"capacity": before},
        after={"capacity": capacity},
    )
    fill_seats(run=run, actor=actor)
    announce(RunChanged(run_id=run.pk, status=run.status))
    run.refresh_from_db()
    return run


def _move(run: CourseRun, **step: Any) -> CourseRun:
    """The kernel's guarded step, announced; the run is read again, since its seats may have changed meanwhile."""
    move_status(run, **step)
    run.refresh_from_db()
    announce(RunChanged(run_id=run.pk, status=run.status))
    return run


def _tell_proposer(actor: Any | None, run: CourseRun, title: str, body: str) -> None:
    """Tell whoever proposed the run what became of it."""
    if run.proposed_by is None or run.proposed_by == actor:
        return
    send_notices(
        actor=actor,
        kind=NoticeKind.ENROLMENT,
        reason=_("你申报了这一期"),
        url=f"/runs/{run.public_id}/",
        messages=[Message(run.proposed_by, title, body, f"run-{run.status}:{run.pk}:{timezone.now():%Y%m%d%H%M%S}")],
    )


def _free(actor: Any | None, run: CourseRun, enrolments: Any, *, reason: str) -> None:
    """Take everybody of ``enrolments`` out of the run; the run is locked and its seats are counted by the caller."""
    freed = list(enrolments.select_related("person").order_by("pk"))
    Enrolment.objects.filter(pk__in=[each.pk for each in freed]).update(status=EnrolmentStatus.WITHDRAWN)
    for enrolment in freed:
        record_audit(
            actor=actor,
            action="enrolment.freed",
            target=enrolment,
            organization_id=enrolment.organization_id,
            reason=reason,
            before={"status": enrolment.status},
            after={"status": EnrolmentStatus.WITHDRAWN},
        )
        announce(EnrolmentChanged(enrolment.pk, enrolment.person_id, EnrolmentStatus.WITHDRAWN))
    send_notices(
        actor=actor,
        kind=NoticeKind.ENROLMENT,
        reason=_("你报名的班期有变动"),
        url=f"/series/{run.series.code}/",
        messages=[
            Message(
                person=enrolment.person,
                title=_("%(run)s%(what)s") % {"run": run, "what": run.get_status_display()},
                body=reason,
                dedup_key=f"run-freed:{enrolment.pk}",
            )
            for enrolment in freed
        ],
    )
