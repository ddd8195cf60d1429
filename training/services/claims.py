"""Hours earned off the platform, claimed with a proof."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from materials.constants import MaterialKind, Visibility
from materials.services import store_material
from training.constants import CLAIM_SOURCE, EvidenceState
from training.events import EvidenceRecorded
from training.models import Evidence, EvidenceProof
from training.services.evidence import record_evidence

MINUTES_PER_HOUR = 45
USED_STATES = (EvidenceState.SUBMITTED, EvidenceState.CERTIFIED)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a teacher states. ``cert_no`` as on the paper; ``season`` only for the national platform's training."""

    title: str
    organizer: str
    level: str
    type: str
    occurred_on: date
    minutes: int
    cert_no: str = ""
    season: str = ""

    def facts(self) -> dict[str, Any]:
        """The fields of the rule engine beside type, level and date."""
        facts: dict[str, Any] = {"minutes": self.minutes}
        if self.cert_no:
            facts["cert_no"] = plain_number(self.cert_no)
        if self.season:
            facts |= {"season": self.season, "edition": f"{self.occurred_on.year}-{self.season}"}
        return facts


def plain_number(cert_no: str) -> str:
    """A certificate number as the rule sets compare it: NFKC, upper case, letters and digits only."""
    return "".join(each for each in unicodedata.normalize("NFKC", cert_no).upper() if each.isalnum())


def submit_claim(*, actor: Any, claim: Claim, token: str, photo: File | None, photo_name: str = "") -> Evidence:
    """Hand in a claim for oneself; the same ``token`` again (a double click) returns the first one.

    Refuses a certificate number in use, and says where; refuses a file that is no picture or PDF (``FileRefused``).
    """
    existing = Evidence.objects.filter(person=actor, source_type=CLAIM_SOURCE, source_id=token).first()
    if existing is not None:
        return existing
    refuse_used_number(person=actor, cert_no=claim.cert_no)
    proof = _keep_photo(actor, photo, photo_name, claim.title)
    return record_evidence(
        actor=actor,
        person=actor,
        type=claim.type,
        level=claim.level,
        occurred_on=claim.occurred_on,
        title=claim.title,
        organizer=claim.organizer,
        facts=claim.facts(),
        source_type=CLAIM_SOURCE,
        source_id=token,
        proofs=[proof] if proof else [],
    )


def correct_claim(
    *, actor: Any, evidence: Evidence, claim: Claim, photo: File | None, photo_name: str = ""
) -> Evidence:
    """Hand a returned claim in again; what it said before stays in the audit trail, its first proof stays too."""
    refuse_used_number(person=actor, cert_no=claim.cert_no, besides=evidence.pk)
    proof = _keep_photo(actor, photo, photo_name, claim.title)
    with transaction.atomic():
        before = {"title": evidence.title, "facts": evidence.facts, "occurred_on": evidence.occurred_on}
        changed = Evidence.objects.filter(pk=evidence.pk, person=actor, state=EvidenceState.RETURNED).update(
            state=EvidenceState.SUBMITTED,
            type=claim.type,
            level=claim.level,
            occurred_on=claim.occurred_on,
            title=claim.title,
            organizer=claim.organizer,
            facts=claim.facts(),
            endorsed_by=None,
            endorsed_at=None,
        )
        if not changed:
            raise Refusal(_("只有退回的申报才能更正后重交。"))
        if proof:
            EvidenceProof.objects.create(evidence=evidence, material=proof)
        evidence.refresh_from_db()
        record_audit(
            actor=actor,
            action="evidence.corrected",
            target=evidence,
            organization_id=evidence.organization_id,
            before=before,
            after={"title": evidence.title, "facts": evidence.facts, "occurred_on": evidence.occurred_on},
        )
        announce(EvidenceRecorded(evidence_id=evidence.pk, person_id=actor.pk))
    return evidence


def refuse_used_number(*, person: Any, cert_no: str, besides: int | None = None) -> None:
    """Raise ``Refusal`` when the certificate number already stands with an undecided or certified piece of evidence."""
    number = plain_number(cert_no)
    if not number:
        return
    standing = Evidence.objects.filter(facts__cert_no=number, state__in=USED_STATES)
    used = (standing.exclude(pk=besides) if besides else standing).first()
    if used is None:
        return
    if used.person_id != person.pk:
        raise Refusal(
            _("这个编号已经有别人用过。核对证书上的编号；确实是你的，请联系学校研训管理员。"), field="cert_no"
        )
    day = used.certified_at or used.occurred_on
    values = {"year": day.year, "month": day.month, "day": day.day, "title": used.title}
    if used.state == EvidenceState.CERTIFIED:
        message = _("这个编号在%(year)s年%(month)s月%(day)s日已认定（%(title)s），同一证书只能认定一次")
    else:
        message = _("这个编号已经申报过，正等待认定（%(title)s），同一证书只能认定一次")
    raise Refusal(message % values, field="cert_no")


def _keep_photo(actor: Any, photo: File | None, name: str, title: str) -> Any | None:
    if photo is None:
        return None
    return store_material(
        actor=actor,
        content=photo,
        filename=name or "photo.jpg",
        kind=MaterialKind.EVIDENCE,
        title=title[:120],
        owner=actor,
        visibility=Visibility.OWNER,
    )
