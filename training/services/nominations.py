"""Schools send teachers into a run (学校报送), within the seats that the institute set aside for each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.constants import NoticeKind
from accounts.services.notices import Message, send_notices
from core.exceptions import Refusal
from core.services import record_audit
from organizations.models import Organization
from organizations.querysets import home_organizations
from training.availability import round_closed, run_closed
from training.constants import DRAFT_RUN_STATUSES, OPEN_RUN_STATUSES, EnrolmentStatus, RunMode
from training.models import CourseRun, Enrolment, RunQuota
from training.services.enrolment import (
    active_enrolment,
    enrolment_written,
    fill_seats,
    lock_run,
    take_seat,
    withdraw,
)


@transaction.atomic
def set_quotas(*, actor: Any | None, run: CourseRun, seats: Mapping[int, int]) -> list[RunQuota]:
    """Set seats aside: organization id → number, 0 takes the share away; who is not named keeps theirs.

    Refuses a share below what the school uses already, shares that together exceed the seats, and a run that is over.
    """
    locked = lock_run(run)
    if locked.status not in (*DRAFT_RUN_STATUSES, *OPEN_RUN_STATUSES):
        raise Refusal(_("这一期已经结束或取消。"))
    standing = {quota.organization_id: quota for quota in locked.quotas.select_related("organization")}
    before = {str(key): quota.seats for key, quota in standing.items()}
    names = {each.pk: each.label for each in Organization.objects.filter(pk__in=seats)}
    for organization_id, number in seats.items():
        quota = standing.get(organization_id)
        taken = quota.taken if quota else 0
        if number < taken:
            raise Refusal(
                _("%(school)s已经用了%(taken)s个名额，不能比这少。")
                % {"school": names[organization_id], "taken": taken}
            )
    wanted = {**{key: quota.seats for key, quota in standing.items()}, **seats}
    _refuse_too_many(locked, standing, wanted)
    for organization_id, number in seats.items():
        if number:
            RunQuota.objects.update_or_create(run=locked, organization_id=organization_id, defaults={"seats": number})
        elif organization_id in standing:
            standing[organization_id].delete()
    after = {str(key): number for key, number in wanted.items() if number}
    if after != before:
        record_audit(
            actor=actor,
            action="run.quotas",
            target=locked,
            organization_id=locked.organization_id,
            before={"seats": before},
            after={"seats": after},
        )
    fill_seats(run=locked, actor=actor)
    return list(locked.quotas.select_related("organization"))


@transaction.atomic
def nominate(
    *, actor: Any, run: CourseRun, school: Organization, people: Sequence[Any], now: datetime | None = None
) -> list[Enrolment]:
    """Give each of ``people`` a seat for ``school``, all or nobody; who sits in the run already is left out.

    Nobody waits: refuses more than there are seats for the school, persons of another school, days outside the rounds,
    runs that take people in another way and a school without a share where shares are set.
    """
    now = now or timezone.now()
    locked = lock_run(run)
    _refuse_closed(locked, now)
    quota = RunQuota.objects.filter(run=locked, organization=school).first()
    if quota is None and locked.quotas.exists():
        raise Refusal(_("这一期没有给本校名额。"))
    coming = [person for person in people if active_enrolment(person, locked) is None]
    if not coming:
        raise Refusal(_("先勾选要报送的教师。"))
    homes = home_organizations([person.pk for person in coming], timezone.localtime(now).date())
    for person in coming:
        if homes.get(person.pk) != school:
            raise Refusal(_("%(name)s现在不在本校任职，不能由本校报送。") % {"name": person})
    nominated = []
    left = _left(locked, quota)
    for person in coming:
        if not take_seat(locked, quota):
            raise Refusal(_too_many(left, len(coming)))
        enrolment = Enrolment.objects.create(
            run=locked,
            person=person,
            organization=school,
            status=EnrolmentStatus.ENROLLED,
            enrolled_at=now,
            quota=quota,
            nominated_by=actor,
        )
        enrolment_written(actor, enrolment, "enrolment.nominated", "")
        nominated.append(enrolment)
    _tell(actor, locked, nominated, _("学校报送你参加：%(run)s") % {"run": locked}, "", "nominated")
    return nominated


@transaction.atomic
def withdraw_nomination(*, actor: Any, enrolment: Enrolment, reason: str) -> Enrolment:
    """Take a nominated teacher out again and tell them why. Refuses without a reason, and who has completed."""
    if not reason.strip():
        raise Refusal(_("写明撤回的原因，本人会看到。"), field="reason")
    before = enrolment.status
    taken_out = withdraw(actor=actor, enrolment=enrolment, reason=reason)
    if before != EnrolmentStatus.WITHDRAWN:
        title = _("学校撤回了报送：%(run)s") % {"run": enrolment.run}
        _tell(actor, enrolment.run, [taken_out], title, reason, "nomination-withdrawn")
    return taken_out


def _refuse_closed(run: CourseRun, now: datetime) -> None:
    if run.mode != RunMode.NOMINATED:
        raise Refusal(_("这一期由%(mode)s，不用学校报送。") % {"mode": run.get_mode_display()})
    if closed := run_closed(run) or round_closed(run, now):
        raise Refusal(closed)


def _refuse_too_many(run: CourseRun, standing: Mapping[int, RunQuota], wanted: Mapping[int, int]) -> None:
    """The shares and those who sit in none of them must fit into the seats."""
    if run.capacity is None:
        return
    outside = run.taken - sum(quota.taken for quota in standing.values())
    if (total := sum(wanted.values())) + outside > run.capacity:
        raise Refusal(
            _("分给学校的名额共%(total)s个，比能分的%(seats)s个多。")
            % {"total": total, "seats": run.capacity - outside}
        )


def _left(run: CourseRun, quota: RunQuota | None) -> int:
    """Seats that the school may still give; the run is locked, so that the number holds."""
    free = run.capacity - run.taken if run.capacity is not None else None
    share = quota.seats - quota.taken if quota is not None else None
    return max(min(number for number in (free, share, 10**6) if number is not None), 0)


def _too_many(left: int, asked: int) -> str:
    if not left:
        return _("名额已经用完。")
    said = ngettext("还有%(left)s个名额", "还有%(left)s个名额", left) % {"left": left}
    return _("%(said)s，选了%(asked)s人。一次报送全部成功才算，请减到名额以内。") % {"said": said, "asked": asked}


def _tell(actor: Any, run: CourseRun, enrolments: Sequence[Enrolment], title: str, body: str, key: str) -> None:
    send_notices(
        actor=actor,
        kind=NoticeKind.ENROLMENT,
        reason=_("学校为你报名"),
        url=f"/runs/{run.public_id}/",
        messages=[Message(each.person, title, body, f"{key}:{each.pk}") for each in enrolments],
    )
