"""Proposing a run, and changing the proposal until it is approved."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from courses.models import SeriesPage
from training.constants import DRAFT_RUN_STATUSES, RunMode, RunStatus
from training.events import RunChanged
from training.models import CourseRun, RunSession
from training.services.enrolment import lock_run

PLANNED = (
    "mode",
    "enrol_from",
    "enrol_until",
    "second_from",
    "second_until",
    "starts_on",
    "ends_on",
    "capacity",
    "minimum",
    "needs_consent",
    "place",
    "contact",
)
Sessions = Iterable[Mapping[str, Any]]


@transaction.atomic
def propose_run(
    *,
    actor: Any | None,
    series: SeriesPage,
    enrol_from: datetime,
    enrol_until: datetime,
    starts_on: date,
    ends_on: date,
    organization: Any | None = None,
    mode: str = RunMode.SELF_ENROL,
    capacity: int | None = None,
    minimum: int | None = None,
    needs_consent: bool = False,
    second_from: datetime | None = None,
    second_until: datetime | None = None,
    place: str = "",
    contact: str = "",
    sessions: Sessions = (),
) -> CourseRun:
    """The next run of ``series``, waiting for approval; ``organization`` is the one that publishes the series.

    ``sessions`` have ``title``, ``starts_at``, ``ends_at`` and, where they differ, ``place`` and ``unit``. Refuses days
    in the wrong order, a minimum above the seats, and a second proposal for the same days that waits already (a form
    sent twice).
    """
    SeriesPage.objects.select_for_update(of=("self",)).get(pk=series.pk)  # two proposals at once get two numbers
    if actor is not None and _waits(series, starts_on, enrol_from):
        raise Refusal(_("这个系列同一天开课的班期已经申报，正等待审批。"), field="starts_on")
    last = CourseRun.objects.filter(series=series).aggregate(last=Max("number"))["last"] or 0
    run = CourseRun(
        series=series,
        organization=organization or series.organization,
        number=last + 1,
        mode=mode,
        enrol_from=enrol_from,
        enrol_until=enrol_until,
        second_from=second_from,
        second_until=second_until,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        minimum=minimum,
        needs_consent=needs_consent,
        place=place,
        contact=contact,
        proposed_by=actor,
    )
    _check(run)
    run.save()
    _plan_sessions(run, sessions)
    record_audit(
        actor=actor,
        action="run.proposed",
        target=run,
        organization_id=run.organization_id,
        after={"status": RunStatus.PROPOSED},
    )
    announce(RunChanged(run_id=run.pk, status=run.status))
    return run


@transaction.atomic
def edit_run(*, actor: Any | None, run: CourseRun, sessions: Sessions | None = None, **planned: Any) -> CourseRun:
    """Change a run that is not approved yet; one that was returned waits for approval again.

    ``planned`` are fields of ``PLANNED``; ``sessions`` replaces the meetings, ``None`` leaves them. Refuses a run that
    was approved or cancelled, and what ``propose_run`` refuses.
    """
    locked = lock_run(run)
    if locked.status not in DRAFT_RUN_STATUSES:
        raise Refusal(_("已经批准的班期不能再改，只能调整名额或取消。"))
    unknown = planned.keys() - set(PLANNED)
    if unknown:
        raise TypeError(f"not part of a plan: {sorted(unknown)}")
    before = {name: getattr(locked, name) for name in planned} | {"status": locked.status}
    for name, value in planned.items():
        setattr(locked, name, value)
    locked.status, locked.proposed_by = RunStatus.PROPOSED, actor or locked.proposed_by
    _check(locked)
    locked.save(update_fields=[*planned, "status", "proposed_by"])
    if sessions is not None:
        locked.sessions.all().delete()
        _plan_sessions(locked, sessions)
    after = {name: getattr(locked, name) for name in before}
    changed = {name for name in before if before[name] != after[name]}
    record_audit(
        actor=actor,
        action="run.edited",
        target=locked,
        organization_id=locked.organization_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    announce(RunChanged(run_id=locked.pk, status=locked.status))
    return locked


def _waits(series: SeriesPage, starts_on: date, enrol_from: datetime) -> bool:
    return CourseRun.objects.filter(
        series=series, status=RunStatus.PROPOSED, starts_on=starts_on, enrol_from=enrol_from
    ).exists()


def _check(run: CourseRun) -> None:
    if run.enrol_until <= run.enrol_from:
        raise Refusal(_("报名截止要晚于报名开始。"), field="enrol_until")
    if (run.second_from is None) != (run.second_until is None):
        raise Refusal(_("第二轮报名的开始和截止要一起填。"), field="second_until")
    if run.second_from is not None and run.second_until is not None:
        if run.second_from < run.enrol_until:
            raise Refusal(_("第二轮报名要在第一轮截止以后开始。"), field="second_from")
        if run.second_until <= run.second_from:
            raise Refusal(_("第二轮报名截止要晚于开始。"), field="second_until")
    if run.ends_on < run.starts_on:
        raise Refusal(_("结课不能早于开课。"), field="ends_on")
    if run.capacity is not None and run.minimum is not None and run.minimum > run.capacity:
        raise Refusal(_("最少开班人数不能比名额多。"), field="minimum")
    if run.mode == RunMode.NOMINATED and run.needs_consent:
        run.needs_consent = False  # who is nominated has the school's consent


def _plan_sessions(run: CourseRun, sessions: Sessions) -> None:
    RunSession.objects.bulk_create(
        RunSession(run=run, **{"place": run.place, **session})
        for session in sorted(sessions, key=lambda each: each["starts_at"])
    )
