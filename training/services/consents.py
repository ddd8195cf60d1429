"""What a school says to the enrolments that its teachers made by themselves, where the run asks for it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services import send_notice
from core.exceptions import Refusal
from core.services import record_audit
from training.availability import run_closed
from training.constants import Consent, EnrolmentStatus
from training.models import Enrolment, RunQuota
from training.services.enrolment import active_enrolment, enrolment_written, lock_run, take_seat, withdraw

STANDING = (EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING)


@transaction.atomic
def consent_enrolment(*, actor: Any, enrolment: Enrolment) -> Enrolment:
    """Say yes; the seat was held since the enrolment. Refuses what was decided or withdrawn."""
    changed = Enrolment.objects.filter(pk=enrolment.pk, consent=Consent.ASKED, status__in=STANDING).update(
        consent=Consent.GIVEN, consent_note=""
    )
    _said(changed, actor, enrolment, "enrolment.consented", Consent.ASKED, "")
    _tell(enrolment, _("学校同意你参加：%(run)s") % {"run": enrolment.run}, "")
    return enrolment


@transaction.atomic
def refuse_enrolment(*, actor: Any, enrolment: Enrolment, reason: str) -> Enrolment:
    """Say no: the seat goes to the next who waits, the person reads why."""
    if not reason.strip():
        raise Refusal(_("写明不同意的原因，本人会看到。"), field="reason")
    lock_run(enrolment.run)
    changed = Enrolment.objects.filter(pk=enrolment.pk, consent=Consent.ASKED, status__in=STANDING).update(
        consent=Consent.REFUSED, consent_note=reason
    )
    _said(changed, actor, enrolment, "enrolment.refused", Consent.ASKED, reason)
    withdraw(actor=actor, enrolment=enrolment, reason=reason)
    _tell(enrolment, _("学校不同意你参加：%(run)s") % {"run": enrolment.run}, reason)
    return enrolment


@transaction.atomic
def ask_again(*, actor: Any, enrolment: Enrolment, decided: str) -> Enrolment:
    """Take the school's answer ``decided`` back: it is asked again. Who was refused gets a free seat back, else waits.

    Refuses what changed since: withdrawn, completed, enrolled anew, or a run that is over.
    """
    run = lock_run(enrolment.run)
    enrolment.refresh_from_db()
    expected = STANDING if decided == Consent.GIVEN else (EnrolmentStatus.WITHDRAWN,)
    if enrolment.consent != decided or enrolment.status not in expected:
        raise Refusal(_("“%(what)s”后来又有变化，不能撤回。") % {"what": enrolment})
    status = EnrolmentStatus(enrolment.status)
    if decided == Consent.REFUSED:
        if closed := run_closed(run):
            raise Refusal(closed)
        if active_enrolment(enrolment.person, run) is not None:
            raise Refusal(_("“%(what)s”后来又有变化，不能撤回。") % {"what": enrolment})
        quota = RunQuota.objects.filter(run=run, organization=enrolment.organization_id).first()
        waits = run.enrolments.filter(status=EnrolmentStatus.WAITING, quota=quota).exists()
        seated = not waits and take_seat(run, quota)
        status = EnrolmentStatus.ENROLLED if seated else EnrolmentStatus.WAITING
        Enrolment.objects.filter(pk=enrolment.pk).update(status=status, quota=quota)
    Enrolment.objects.filter(pk=enrolment.pk).update(consent=Consent.ASKED, consent_note="")
    _said(1, actor, enrolment, "enrolment.consent_reopened", decided, "")
    if decided == Consent.REFUSED:
        enrolment_written(actor, enrolment, "enrolment.restored", EnrolmentStatus.WITHDRAWN)
        _tell(enrolment, _("学校撤回了不同意，报名恢复：%(run)s") % {"run": enrolment.run}, "")
    return enrolment


def _said(changed: int, actor: Any, enrolment: Enrolment, action: str, before: str, reason: str) -> None:
    if not changed:
        raise Refusal(_("“%(what)s”已经处理过。") % {"what": enrolment})
    enrolment.refresh_from_db()
    record_audit(
        actor=actor,
        action=action,
        target=enrolment,
        organization_id=enrolment.organization_id,
        reason=reason,
        before={"consent": before},
        after={"consent": enrolment.consent},
    )


def _tell(enrolment: Enrolment, title: str, body: str) -> None:
    send_notice(
        actor=None,
        person=enrolment.person,
        kind=NoticeKind.ENROLMENT,
        title=title,
        body=body,
        reason=_("你报的班期要学校同意"),
        url=f"/runs/{enrolment.run.public_id}/",
    )
