"""When a unit and a run are done. The server decides from what is stored; the award is made in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from courses.constants import UnitKind
from courses.models import UnitPage
from organizations.querysets import home_organization
from training.availability import learning_closed
from training.constants import ENROLMENT_SOURCE, EnrolmentStatus
from training.events import EnrolmentCompleted, UnitCompleted
from training.intervals import covered_percent
from training.models import CourseRun, Enrolment, UnitMark, UnitProgress
from training.planning import run_fact
from training.services.evidence import certify_evidence, record_evidence
from training.services.ledger import lock_person

SHORTEST_TASK = 20  # characters
MARKED_KINDS = (UnitKind.READING, UnitKind.TASK, UnitKind.SESSION)


def video_of(unit: UnitPage) -> Any | None:
    """The video a unit shows: its own, or that of its lesson."""
    return unit.video or (unit.lesson.video if unit.lesson else None)


def units_of(run: CourseRun) -> list[UnitPage]:
    """The units a run asks for, in order."""
    units = UnitPage.objects.child_of(run.series).live().select_related("video", "lesson__video")
    return list(units.order_by("path"))


def progress_of(enrolment: Enrolment, unit: UnitPage) -> UnitProgress:
    """The stored progress, or an unsaved one at nothing."""
    found = UnitProgress.objects.filter(enrolment=enrolment, unit=unit).first()
    return found or UnitProgress(enrolment=enrolment, unit=unit)


@transaction.atomic
def mark_done(
    *, actor: Any, enrolment: Enrolment, unit: UnitPage, text: str = "", now: datetime | None = None
) -> UnitProgress:
    """A reading was read, or the text of a task is handed in (again: the text is replaced).

    Refuses videos, quizzes and meetings, a text too short to be an answer, and a run in which learning does not count.
    """
    if unit.kind not in (UnitKind.READING, UnitKind.TASK):
        raise Refusal(_("这个单元不能自己标记完成。"))
    if unit.kind == UnitKind.TASK and len(text.strip()) < SHORTEST_TASK:
        raise Refusal(_("写得太短，至少%(n)s字。") % {"n": SHORTEST_TASK}, field="text")
    now = now or timezone.now()
    lock_person(enrolment.person_id)
    require_open(enrolment, now)
    return _marked(actor, enrolment, unit, text.strip(), now)


@transaction.atomic
def confirm_attendance(
    *, actor: Any, enrolment: Enrolment, unit: UnitPage, now: datetime | None = None
) -> UnitProgress:
    """An organizer confirms that the person was at the meeting of this unit. Refuses units that are no meeting."""
    if unit.kind != UnitKind.SESSION:
        raise Refusal(_("这个单元不是线下活动。"))
    lock_person(enrolment.person_id)
    return _marked(actor, enrolment, unit, "", now or timezone.now())


def _marked(actor: Any, enrolment: Enrolment, unit: UnitPage, text: str, now: datetime) -> UnitProgress:
    mark, created = UnitMark.objects.get_or_create(
        enrolment=enrolment, unit=unit, defaults={"actor": actor, "text": text, "at": now}
    )
    if not created and mark.text != text:
        UnitMark.objects.filter(pk=mark.pk).update(text=text, actor=actor, at=now)
    if created:
        record_audit(
            actor=actor,
            action="unit.marked",
            target=mark,
            organization_id=enrolment.organization_id,
            after={"unit": unit.pk, "kind": unit.kind},
        )
    return settle_unit(enrolment=enrolment, unit=unit, progress=progress_of(enrolment, unit), now=now)


def require_open(enrolment: Enrolment, now: datetime) -> None:
    """Refuse where learning does not count: the run is over or not on yet, or the person holds no seat."""
    enrolment.refresh_from_db(fields=["status"])
    if closed := learning_closed(enrolment.run, timezone.localtime(now).date()):
        raise Refusal(closed)
    if enrolment.status not in (EnrolmentStatus.ENROLLED, EnrolmentStatus.COMPLETED):
        raise Refusal(_("你不在这一期的名单里，学的不计入。"))


def parts_of(enrolment: Enrolment, unit: UnitPage, progress: UnitProgress) -> dict[str, bool]:
    """What the unit asks for and whether it is there: ``video``, ``mark``, ``quiz``."""
    parts: dict[str, bool] = {}
    if unit.kind == UnitKind.VIDEO:
        parts["video"] = progress.percent >= unit.required_percent
    if unit.kind in MARKED_KINDS:
        parts["mark"] = UnitMark.objects.filter(enrolment=enrolment, unit=unit).exists()
    if unit.quiz:
        parts["quiz"] = enrolment.quiz_attempts.filter(unit=unit, passed=True).exists()
    return parts


def settle_unit(*, enrolment: Enrolment, unit: UnitPage, progress: UnitProgress, now: datetime) -> UnitProgress:
    """Save ``progress`` with its percent, decide whether the unit is complete, and with the last one the run.

    Call it inside the transaction of the change, with the person locked. What was complete stays so.
    """
    video = video_of(unit)
    if unit.kind == UnitKind.VIDEO:
        progress.percent = covered_percent(progress.coverage, int(video.duration_ms or 0) if video else 0)
    parts = parts_of(enrolment, unit, progress)
    if unit.kind != UnitKind.VIDEO and parts:
        progress.percent = 100 * sum(parts.values()) // len(parts)
    newly = progress.completed_at is None and bool(parts) and all(parts.values())
    if newly:
        progress.completed_at = now
    progress.updated_at = now
    progress.save()
    if newly:
        announce(UnitCompleted(enrolment_id=enrolment.pk, unit_id=unit.pk))
        complete_if_done(enrolment=enrolment, now=now)
    return progress


@transaction.atomic
def complete_if_done(*, enrolment: Enrolment, now: datetime | None = None) -> bool:
    """Complete the enrolment when every unit of the series is, with evidence and ledger in this transaction.

    The evidence is certified by the organization of the run on its standing approval: nobody decides by hand. Safe to
    repeat: an enrolment is one source, and one source is one piece of evidence.
    """
    now = now or timezone.now()
    lock_person(enrolment.person_id)
    run = enrolment.run
    wanted = {unit.pk for unit in units_of(run)}
    done = set(enrolment.progress.filter(completed_at__isnull=False).values_list("unit_id", flat=True))
    if not wanted or wanted - done:
        return False
    changed = Enrolment.objects.filter(pk=enrolment.pk, status=EnrolmentStatus.ENROLLED).update(
        status=EnrolmentStatus.COMPLETED, completed_at=now
    )
    if not changed:
        return False
    enrolment.refresh_from_db(fields=["status", "completed_at"])
    record_audit(
        actor=None,
        action="enrolment.completed",
        target=enrolment,
        organization_id=enrolment.organization_id,
        before={"status": EnrolmentStatus.ENROLLED},
        after={"status": EnrolmentStatus.COMPLETED, "units": sorted(wanted)},
    )
    evidence = _award(enrolment, run, now)
    announce(EnrolmentCompleted(enrolment.pk, enrolment.person_id, evidence.pk))
    return True


def _award(enrolment: Enrolment, run: CourseRun, now: datetime) -> Any:
    day = timezone.localtime(now).date()
    facts = run_fact(run, day)
    kind, level, occurred_on = facts.pop("type"), facts.pop("level"), facts.pop("date")
    evidence = record_evidence(
        actor=None,
        person=enrolment.person,
        type=kind,
        level=level,
        occurred_on=occurred_on,
        title=run.series.title,
        source_type=ENROLMENT_SOURCE,
        source_id=str(enrolment.pk),
        facts=facts,
        organization=home_organization(enrolment.person, day) or enrolment.organization,
        organizer=run.organization.label,
        url=f"/runs/{run.public_id}/",
    )
    return certify_evidence(actor=None, evidence=evidence, certifier=run.organization, at=now)
