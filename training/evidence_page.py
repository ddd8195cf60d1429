"""What the page of a piece of evidence shows: its facts, and what the person who asks may decide about it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from taxonomy.constants import Level
from training.certifiers import acting_organization, decided_above
from training.claims_list import undoable
from training.constants import EvidenceState
from training.labels import scope_label
from training.models import Evidence, EvidenceProof
from training.policies import can_decide_evidence, can_undo_decisions, can_view_claims
from training.proof import duration_words, type_label


def evidence_facts_shown(found: Evidence) -> list[tuple[str, Any]]:
    """Term and value of what is known, nothing empty."""
    shown = [
        (_("教师"), found.person),
        (_("当日所在单位"), found.organization),
        (_("类型"), type_label(found.type)),
        (_("级别"), Level(found.level).label if found.level else ""),
        (_("主办单位"), found.organizer),
        (_("日期"), found.occurred_on.isoformat()),
        (_("时长"), duration_words(found.facts)),
        (_("证书编号"), found.facts.get("cert_no", "")),
        (_("计入"), _("、").join(scope_label(scope) for scope in found.facts.get("scopes", []))),
        (_("说明"), found.facts.get("note", "")),
        (_("学校核对"), found.endorsed_by or ""),
        (_("认定单位"), found.certifier or ""),
        (_("认定人"), found.certified_by or ""),
        (_("意见"), found.decision_note),
    ]
    return [(term, value) for term, value in shown if value]


def is_picture(proof: EvidenceProof) -> bool:
    """Whether the browser can show the proof on the page."""
    return str(proof.material.content_type).startswith("image/")


def deciding_shown(user: Any, found: Evidence) -> dict[str, Any]:
    """What the person who asks may decide here, and what of it they may take back."""
    decidable = found.state == EvidenceState.SUBMITTED and can_decide_evidence(user, found)
    place = acting_organization(user, found.organization)
    passes_on = decidable and place == found.organization and bool(decided_above([found]))
    lines = found.decision_lines.filter(undone_at=None).select_related("batch__organization", "batch__actor")
    lists = "training:school_claims" if place == found.organization else "training:district_claims"
    return {
        "list_url": reverse(lists, args=[place.public_id]) if can_view_claims(user, place) else "",
        "decidable": decidable and not (passes_on and found.endorsed_at),
        "passes_on": passes_on,
        "undo": next((undoable(line.batch) for line in lines if can_undo_decisions(user, line.batch)), None),
    }
