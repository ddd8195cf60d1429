"""Claims as those list them who decide about them, and what was decided lately and may still be taken back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.constants import OrganizationKind
from organizations.models import Organization
from organizations.querysets import remit_of
from taxonomy.constants import Level
from training.constants import CLAIM_SOURCE, UNDO_HOURS, Consent, DecisionKind, EvidenceState
from training.models import DecisionBatch, Enrolment, Evidence
from training.proof import duration_words, type_label
from training.services.decisions import ACCEPT, REFUSE, RETURN, undo_until

STATE_KINDS = {
    EvidenceState.SUBMITTED: "notice",
    EvidenceState.CERTIFIED: "done",
    EvidenceState.RETURNED: "danger",
    EvidenceState.REFUSED: "danger",
    EvidenceState.REVERSED: "danger",
}


def schools_of(organization: Organization) -> Any:
    """The schools whose claims come to ``organization``: itself, or those below its remit."""
    if organization.kind == OrganizationKind.SCHOOL:
        return Organization.objects.filter(pk=organization.pk)
    return Organization.objects.under(remit_of(organization)).schools().order_by("name")


def claims_of(organization: Organization) -> QuerySet[Evidence]:
    """Claims of the schools, the one that waits longest first."""
    return (
        Evidence.objects.filter(Q(source_type=CLAIM_SOURCE) | Q(state=EvidenceState.SUBMITTED))
        .filter(organization__in=schools_of(organization))
        .select_related("person", "organization")
        .annotate(proof_count=Count("proofs"))
        .order_by("posted_on", "id")
    )


def narrowed(claims: QuerySet[Evidence], chosen: dict[str, Any], *, of_school: bool = False) -> QuerySet[Evidence]:
    """The claims by the filters of ``ClaimFilterForm``; without a state those that wait, not above the school."""
    state = chosen.get("state") or ""
    if state == "endorsed":
        claims = claims.filter(state=EvidenceState.SUBMITTED, endorsed_at__isnull=False)
    elif state != "all":
        claims = claims.filter(state=state or EvidenceState.SUBMITTED)
    if of_school and not state:
        claims = claims.filter(endorsed_at=None)
    if q := (chosen.get("q") or "").strip():
        claims = claims.filter(Q(title__icontains=q) | Q(person__name__icontains=q) | Q(facts__cert_no__icontains=q))
    if chosen.get("school"):
        claims = claims.filter(organization=chosen["school"])
    return claims


def claims_waiting(school: Organization) -> QuerySet[Evidence]:
    """What the school itself has still to look at, as its list of claims opens."""
    return narrowed(claims_of(school), {}, of_school=True)


def claim_rows(claims: Sequence[Evidence], *, above: set[int], deciding: Any, of_school: bool) -> list[dict[str, Any]]:
    """One row each; ``above`` are ids that only somebody above the school certifies, ``deciding`` who asks."""
    return [
        {
            "id": one.public_id,
            "person": str(one.person),
            "school": one.organization.label,
            "title": one.title,
            "url": reverse("training:evidence", args=[one.public_id]),
            "sub": _("，").join(filter(None, [one.organizer, _level(one), type_label(one.type)])),
            "amount": duration_words(one.facts),
            "day": one.occurred_on.isoformat(),
            "number": one.facts.get("cert_no", ""),
            "proofs": one.proof_count,  # type: ignore[attr-defined]
            "waited": _waited(one),
            "state": _("学校已核对") if _passed_on(one) else one.get_state_display(),
            "state_kind": "action" if _passed_on(one) else STATE_KINDS[EvidenceState(one.state)],
            "above": one.pk in above,
            "selectable": one.state == EvidenceState.SUBMITTED
            and one.person_id != deciding.pk
            and not (of_school and _passed_on(one)),
            "own": one.person_id == deciding.pk,
        }
        for one in claims
    ]


def consents_of(school: Organization) -> QuerySet[Enrolment]:
    """Enrolments that ask for the school's word, oldest first."""
    rows = Enrolment.objects.filter(organization=school, consent=Consent.ASKED)
    return rows.exclude(status="withdrawn").select_related("person", "run__series").order_by("enrolled_at", "pk")


def recent_decisions(organization: Organization, kind: str) -> list[dict[str, Any]]:
    """Batches of the last day that still have lines to take back, newest first."""
    since = timezone.now() - timedelta(hours=UNDO_HOURS)
    batches = (
        DecisionBatch.objects.filter(organization=organization, kind=kind, at__gte=since)
        .select_related("actor", "organization")
        .annotate(open_lines=Count("lines", filter=Q(lines__undone_at=None)))
        .filter(open_lines__gt=0)
    )
    return [printed for batch in batches if (printed := undoable(batch)) is not None]


def undoable(batch: DecisionBatch) -> dict[str, Any] | None:
    """What is printed beside the button that takes a batch back; ``None`` once it is too late."""
    until = timezone.localtime(undo_until(batch))
    if until < timezone.now():
        return None
    count = batch.lines.filter(undone_at=None).count()
    return {
        "url": reverse("training:undo_decisions", args=[batch.public_id]),
        "words": decision_words(batch, count),
        "by": str(batch.actor),
        "at": f"{timezone.localtime(batch.at):%m-%d %H:%M}",
        "until": f"{until:%m-%d %H:%M}",
    }


def decision_words(batch: DecisionBatch, n: int) -> str:
    """“同意12件申报”."""
    if batch.kind == DecisionKind.ENROLMENTS:
        said = (
            ngettext("同意%(n)s人报名", "同意%(n)s人报名", n)
            if batch.verdict == ACCEPT
            else ngettext("不同意%(n)s人报名", "不同意%(n)s人报名", n)
        )
    else:
        said = {
            ACCEPT: ngettext("同意%(n)s件申报", "同意%(n)s件申报", n),
            RETURN: ngettext("退回%(n)s件申报", "退回%(n)s件申报", n),
            REFUSE: ngettext("不予认定%(n)s件申报", "不予认定%(n)s件申报", n),
        }[batch.verdict]
    return said % {"n": n}


def _passed_on(one: Evidence) -> bool:
    return one.state == EvidenceState.SUBMITTED and one.endorsed_at is not None


def _level(one: Evidence) -> str:
    return str(Level(one.level).label) if one.level in Level else ""


def _waited(one: Evidence) -> str:
    if one.state != EvidenceState.SUBMITTED:
        return ""
    days = (timezone.localdate() - one.posted_on).days
    return ngettext("%(n)s天", "%(n)s天", days) % {"n": days} if days else _("今天")
