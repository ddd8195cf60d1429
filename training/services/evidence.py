"""Evidence from its record to the decision; a decision posts to the ledger in its own transaction."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from organizations.models import Organization
from organizations.querysets import home_organization
from training.constants import EvidenceState
from training.events import EvidenceDecided, EvidenceRecorded
from training.models import Evidence, EvidenceProof, YearClosure
from training.services.ledger import lock_person, post_entries

OPEN_STATES = (EvidenceState.SUBMITTED, EvidenceState.RETURNED)


@transaction.atomic
def record_evidence(
    *,
    actor: Any | None,
    person: Any,
    type: str,
    occurred_on: date,
    title: str,
    source_type: str,
    source_id: str,
    level: str = "",
    role: str = "",
    facts: dict[str, Any] | None = None,
    organization: Any | None = None,
    organizer: str = "",
    url: str = "",
    posted_on: date | None = None,
    proofs: list[Any] | None = None,
) -> Evidence:
    """Keep a fact as evidence, to be decided. The same source of the same person again returns what stands, unchanged.

    ``facts`` are further fields of the rule engine (minutes, cert_no …); ``organization`` defaults to the home
    organization on the day. ``proofs`` are materials. Refuses when the person had no home organization that day.
    """
    existing = Evidence.objects.filter(person=person, source_type=source_type, source_id=source_id).first()
    if existing is not None:
        return existing
    organization = organization or home_organization(person, occurred_on)
    if organization is None:
        raise Refusal(
            _("%(day)s那天没有任职单位，记不到任何单位名下。") % {"day": occurred_on.isoformat()}, field="occurred_on"
        )
    evidence = Evidence.objects.create(
        person=person,
        organization=organization,
        type=type,
        level=level,
        role=role,
        occurred_on=occurred_on,
        posted_on=posted_on or timezone.localdate(),
        facts=facts or {},
        title=title,
        organizer=organizer,
        url=url,
        source_type=source_type,
        source_id=source_id,
    )
    EvidenceProof.objects.bulk_create(EvidenceProof(evidence=evidence, material=material) for material in proofs or [])
    record_audit(
        actor=actor,
        action="evidence.recorded",
        target=evidence,
        organization_id=organization.pk,
        after={"type": type, "occurred_on": occurred_on, "source": f"{source_type}:{source_id}"},
    )
    announce(EvidenceRecorded(evidence_id=evidence.pk, person_id=person.pk))
    return evidence


@transaction.atomic
def certify_evidence(
    *, actor: Any | None, evidence: Evidence, certifier: Any | None, note: str = "", at: datetime | None = None
) -> Evidence:
    """Certify for the organization ``certifier`` and post what the rules give, in this transaction.

    Certifying twice changes nothing. The day of the decision is the day the evidence is posted: what comes after a
    year closed is booked late. Refuses reversed evidence.
    """
    at = at or timezone.now()
    lock_person(evidence.person_id)
    changed = Evidence.objects.filter(pk=evidence.pk, state__in=OPEN_STATES).update(
        state=EvidenceState.CERTIFIED,
        certifier=certifier,
        certified_by=actor,
        certified_at=at,
        posted_on=timezone.localtime(at).date(),
        decision_note=note,
    )
    before = evidence.state
    evidence.refresh_from_db()
    if not changed:
        if evidence.state == EvidenceState.CERTIFIED:
            return evidence
        raise Refusal(_("“%(title)s”已经撤销，不能再认定。") % {"title": evidence.title})
    _decided(actor, evidence, "evidence.certified", before, note)
    post_entries(person=evidence.person, actor=actor, reason=note)
    return evidence


@transaction.atomic
def return_evidence(*, actor: Any | None, evidence: Evidence, reason: str) -> Evidence:
    """Send undecided evidence back with a reason; the person may correct it and hand it in again."""
    if not reason.strip():
        raise Refusal(_("写明退回的原因，对方要照着更正。"), field="reason")
    return _turn_down(actor, evidence, EvidenceState.RETURNED, "evidence.returned", reason)


@transaction.atomic
def refuse_evidence(*, actor: Any | None, evidence: Evidence, reason: str) -> Evidence:
    """Say for good that undecided evidence is not certified; unlike a return it cannot be handed in again."""
    if not reason.strip():
        raise Refusal(_("写明不予认定的原因，本人会看到。"), field="reason")
    return _turn_down(actor, evidence, EvidenceState.REFUSED, "evidence.refused", reason)


@transaction.atomic
def endorse_evidence(*, actor: Any, evidence: Evidence) -> Evidence:
    """The school says that a claim is right which somebody above it has to certify; nothing is posted yet."""
    changed = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.SUBMITTED, endorsed_at=None).update(
        endorsed_by=actor, endorsed_at=timezone.now()
    )
    if not changed:
        raise Refusal(_("“%(title)s”已经处理过。") % {"title": evidence.title})
    evidence.refresh_from_db()
    record_audit(
        actor=actor,
        action="evidence.endorsed",
        target=evidence,
        organization_id=evidence.organization_id,
        after={"endorsed_at": evidence.endorsed_at},
    )
    return evidence


@transaction.atomic
def withdraw_endorsement(*, actor: Any, evidence: Evidence) -> Evidence:
    """The school takes its word back while nobody above it has decided."""
    changed = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.SUBMITTED, endorsed_at__isnull=False).update(
        endorsed_by=None, endorsed_at=None
    )
    if not changed:
        raise Refusal(_("“%(title)s”上级已经处理。") % {"title": evidence.title})
    before = evidence.endorsed_at
    evidence.refresh_from_db()
    record_audit(
        actor=actor,
        action="evidence.endorsement_withdrawn",
        target=evidence,
        organization_id=evidence.organization_id,
        before={"endorsed_at": before},
        after={"endorsed_at": None},
    )
    return evidence


@transaction.atomic
def reopen_evidence(*, actor: Any, evidence: Evidence, decided: str, by: Any) -> Evidence:
    """Take the decision ``decided`` (a state) that ``by`` took back: the evidence waits again.

    The ledger keeps what was posted and gets correcting entries. Refuses what was decided again or corrected since,
    and entries of a year that is closed by now: those are for ``reverse_evidence``.
    """
    lock_person(evidence.person_id)
    if decided == EvidenceState.CERTIFIED and _in_closed_year(evidence):
        raise Refusal(_("“%(title)s”所在年度已经关账，只能撤销认定。") % {"title": evidence.title})
    changed = Evidence.objects.filter(pk=evidence.pk, state=decided, certified_by=by).update(
        state=EvidenceState.SUBMITTED, certifier=None, certified_by=None, certified_at=None, decision_note=""
    )
    if not changed:
        raise Refusal(_("“%(title)s”后来又有变化，不能撤回。") % {"title": evidence.title})
    evidence.refresh_from_db()
    _decided(actor, evidence, "evidence.reopened", decided, "")
    if decided == EvidenceState.CERTIFIED:
        post_entries(person=evidence.person, actor=actor, reason=_("撤回认定"))
    return evidence


def _in_closed_year(evidence: Evidence) -> bool:
    years = Q()
    for set_key, year in set(evidence.entries.values_list("set_key", "year")):
        years |= Q(set_key=set_key, year=year)
    if not years:
        return False
    above = Organization.objects.above(evidence.organization)
    return YearClosure.objects.filter(years, organization__in=above).exists()


@transaction.atomic
def reverse_evidence(*, actor: Any | None, evidence: Evidence, reason: str, on: date | None = None) -> Evidence:
    """Take a certification back: the ledger gets reversal rows, and room under a cap goes to the next in line."""
    if not reason.strip():
        raise Refusal(_("写明撤销的原因，本人看得到。"), field="reason")
    lock_person(evidence.person_id)
    before = evidence.state
    changed = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.CERTIFIED).update(
        state=EvidenceState.REVERSED, reversed_on=on or timezone.localdate(), decision_note=reason
    )
    if not changed:
        raise Refusal(_("只有已认定的才能撤销。"))
    evidence.refresh_from_db()
    _decided(actor, evidence, "evidence.reversed", before, reason)
    post_entries(person=evidence.person, actor=actor, reason=reason)
    return evidence


def _turn_down(actor: Any | None, evidence: Evidence, state: EvidenceState, action: str, reason: str) -> Evidence:
    before = evidence.state
    changed = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.SUBMITTED).update(
        state=state, decision_note=reason, certified_by=actor, certified_at=timezone.now()
    )
    if not changed:
        raise Refusal(_("“%(title)s”已经处理过。") % {"title": evidence.title})
    evidence.refresh_from_db()
    _decided(actor, evidence, action, before, reason)
    return evidence


def _decided(actor: Any | None, evidence: Evidence, action: str, before: str, reason: str) -> None:
    record_audit(
        actor=actor,
        action=action,
        target=evidence,
        organization_id=evidence.organization_id,
        reason=reason,
        before={"state": before},
        after={"state": evidence.state},
    )
    announce(EvidenceDecided(evidence_id=evidence.pk, person_id=evidence.person_id, state=evidence.state))
