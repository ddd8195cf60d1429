"""Deciding several at once, each with its own line in the log, and taking it back within a day.

Every line is a transaction of its own: one that is refused holds up no other, and fifty do not keep each other waiting.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import record_audit
from organizations.models import Organization
from training.certifiers import decided_above
from training.constants import UNDO_HOURS, DecisionKind, EvidenceState
from training.models import DecisionBatch, DecisionLine, Enrolment, Evidence
from training.services.consents import ask_again, consent_enrolment, refuse_enrolment
from training.services.evidence import (
    certify_evidence,
    endorse_evidence,
    refuse_evidence,
    reopen_evidence,
    return_evidence,
    withdraw_endorsement,
)
from training.services.ledger import lock_person

ENDORSED = "endorsed"
ACCEPT, RETURN, REFUSE = "accept", "return", "refuse"


@dataclass
class Decided:
    """What became of the things of one batch; ``batch`` is ``None`` when nothing was done."""

    batch: DecisionBatch | None = None
    done: int = 0
    passed_on: int = 0  # endorsed by the school, to be certified above it
    refused: list[str] = field(default_factory=list)


def decide_claims(
    *, actor: Any, organization: Organization, evidence: Sequence[Evidence], verdict: str, reason: str = ""
) -> Decided:
    """Certify, return or refuse each claim for ``organization``: the school, or the institute or bureau above it.

    What only somebody above the school may certify is endorsed by the school and waits there.
    """
    _reason_given(verdict, reason)
    above = decided_above(evidence) if any(each.organization_id == organization.pk for each in evidence) else set()

    def decide(one: Evidence) -> tuple[str, str]:
        lock_person(one.person_id)  # two deciders: the second reads what the first has done
        one.refresh_from_db(fields=["state", "endorsed_at"])
        before = one.state
        if before != EvidenceState.SUBMITTED:
            raise Refusal(_("“%(title)s”已经处理过。") % {"title": one.title})
        if verdict == RETURN:
            return before, return_evidence(actor=actor, evidence=one, reason=reason).state
        if verdict == REFUSE:
            return before, refuse_evidence(actor=actor, evidence=one, reason=reason).state
        if one.pk in above and one.organization_id == organization.pk:
            endorse_evidence(actor=actor, evidence=one)
            return before, ENDORSED
        return before, certify_evidence(actor=actor, evidence=one, certifier=organization).state

    kind = DecisionKind.CLAIMS
    return _each(actor, organization, kind, verdict, reason, evidence, decide, lambda one: {"evidence": one})


def decide_enrolments(
    *, actor: Any, organization: Organization, enrolments: Sequence[Enrolment], verdict: str, reason: str = ""
) -> Decided:
    """Consent to each enrolment that asks for it, or refuse it with a reason; a refusal frees the seat."""
    _reason_given(verdict, reason)

    def decide(one: Enrolment) -> tuple[str, str]:
        before = one.consent
        if verdict == ACCEPT:
            return before, consent_enrolment(actor=actor, enrolment=one).consent
        return before, refuse_enrolment(actor=actor, enrolment=one, reason=reason).consent

    return _each(
        actor,
        organization,
        DecisionKind.ENROLMENTS,
        verdict,
        reason,
        enrolments,
        decide,
        lambda one: {"enrolment": one},
    )


def undo_decisions(*, actor: Any, batch: DecisionBatch, now: datetime | None = None) -> Decided:
    """Take every line of a batch back that still stands as it was decided. Refuses after ``UNDO_HOURS``."""
    if (now or timezone.now()) > undo_until(batch):
        raise Refusal(_("超过%(hours)s小时，不能再撤回。") % {"hours": UNDO_HOURS})
    result = Decided(batch=batch)
    for line in batch.lines.filter(undone_at=None).select_related(
        "evidence__person", "evidence__organization", "enrolment__run__series", "enrolment__person"
    ):
        try:
            with transaction.atomic():
                _undo(actor, batch, line)
            result.done += 1
        except Refusal as refusal:
            result.refused.append(refusal.message)
    if not result.done and not result.refused:
        raise Refusal(_("这次处理已经撤回过。"))
    return result


def undo_until(batch: DecisionBatch) -> datetime:
    """Until when the batch may be taken back."""
    return batch.at + timedelta(hours=UNDO_HOURS)


def _each(
    actor: Any,
    organization: Organization,
    kind: str,
    verdict: str,
    reason: str,
    things: Iterable[Any],
    decide: Callable[[Any], tuple[str, str]],
    about: Callable[[Any], dict[str, Any]],
) -> Decided:
    result = Decided()
    batch = DecisionBatch.objects.create(
        kind=kind, verdict=verdict, organization=organization, actor=actor, note=reason
    )
    for one in things:
        try:
            with transaction.atomic():
                before, after = decide(one)
                DecisionLine.objects.create(batch=batch, before=before, after=after, **about(one))
        except Refusal as refusal:
            result.refused.append(refusal.message)
            continue
        result.done += 1
        result.passed_on += after == ENDORSED
    if not result.done:
        batch.delete()
        return result
    result.batch = batch
    record_audit(
        actor=actor,
        action="decisions.taken",
        target=batch,
        organization_id=organization.pk,
        reason=reason,
        after={"kind": kind, "verdict": verdict, "count": result.done},
    )
    return result


def _undo(actor: Any, batch: DecisionBatch, line: DecisionLine) -> None:
    claimed = DecisionLine.objects.filter(pk=line.pk, undone_at=None).update(undone_at=timezone.now())
    if not claimed:
        raise Refusal(_("“%(what)s”已经撤回过。") % {"what": line.evidence or line.enrolment})
    if line.enrolment is not None:
        ask_again(actor=actor, enrolment=line.enrolment, decided=line.after)
    elif line.evidence is not None and line.after == ENDORSED:
        withdraw_endorsement(actor=actor, evidence=line.evidence)
    elif line.evidence is not None:
        reopen_evidence(actor=actor, evidence=line.evidence, decided=line.after, by=batch.actor)


def _reason_given(verdict: str, reason: str) -> None:
    if verdict not in (ACCEPT, RETURN, REFUSE):
        raise ValueError(f"not a verdict: {verdict}")
    if verdict == RETURN and not reason.strip():
        raise Refusal(_("写明退回的原因，对方要照着更正。"), field="reason")
    if verdict == REFUSE and not reason.strip():
        raise Refusal(_("写明不同意的原因，本人会看到。"), field="reason")
