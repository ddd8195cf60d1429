"""One piece of evidence with its proofs and its decision, and claims with a proof."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import access
from core.access import require
from core.refusals import refusal_told
from materials.serving import serve_file
from training.certifiers import acting_organization
from training.constants import CLAIM_SOURCE, EvidenceState
from training.evidence_page import deciding_shown, evidence_facts_shown, is_picture
from training.forms import SUMMER, WINTER, ClaimForm
from training.models import Evidence
from training.policies import can_decide_evidence, can_view_evidence
from training.rule_book import terms_of_year
from training.services import correct_claim, decide_claims, submit_claim
from training.services.claims import MINUTES_PER_HOUR
from training.services.decisions import ACCEPT, REFUSE, RETURN
from training.views.deciding import say_decided


@access.checked("training.can_view_evidence")
def evidence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One piece of evidence: what was done, what proves it, what it counted."""
    found = _evidence(public_id)
    require(can_view_evidence(request.user, found))
    entries = found.entries.select_related("certifier").order_by("seq")
    amounts = [(terms_of_year(entry.set_key, entry.year), entry) for entry in entries]
    proofs = [(proof, is_picture(proof)) for proof in found.proofs.select_related("material")]
    own = found.person_id == request.user.pk
    context = {
        "evidence": found,
        "own": own,
        "facts": evidence_facts_shown(found),
        "proofs": proofs,
        "entries": [
            (terms.year_words, entry.get_kind_display(), terms.signed_with_unit(entry.year_amount), entry.reason)
            for terms, entry in amounts
        ],
        "correctable": own and found.source_type == CLAIM_SOURCE and found.state == EvidenceState.RETURNED,
        **deciding_shown(request.user, found),
    }
    return render(request, "training/evidence.html", context)


@access.checked("training.can_view_evidence")
def proof(request: HttpRequest, public_id: uuid.UUID, number: int) -> HttpResponseBase:
    """The file that proves it, for those who may see the evidence."""
    found = _evidence(public_id)
    require(can_view_evidence(request.user, found))
    kept = get_object_or_404(found.proofs.select_related("material"), pk=number)
    material = kept.material
    return serve_file(
        request,
        material.file,
        filename=material.original_name,
        content_type=material.content_type,
        as_attachment=not is_picture(kept),
    )


@access.checked("training.can_decide_evidence")
@require_POST
def decide(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Certify, return or refuse one piece of evidence from its own page."""
    found = _evidence(public_id)
    require(can_decide_evidence(request.user, found))
    verdict = request.POST.get("do", "")
    require(verdict in (ACCEPT, RETURN, REFUSE))
    with refusal_told(request):
        decided = decide_claims(
            actor=request.user,
            organization=acting_organization(request.user, found.organization),
            evidence=[found],
            verdict=verdict,
            reason=request.POST.get("reason", ""),
        )
        say_decided(request, decided, verdict)
    return redirect("training:evidence", public_id=public_id)


@access.signed_in
def new_claim(request: HttpRequest) -> HttpResponse:
    """Claim hours earned off the platform."""
    form = ClaimForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        photo = form.cleaned_data["photo"]
        with refusal_told(request, form):
            found = submit_claim(
                actor=request.user,
                claim=form.claim(),
                token=form.cleaned_data["token"],
                photo=photo,
                photo_name=photo.name if photo else "",
            )
            messages.success(request, _("已送学校审核。认定或退回后会通知你。"))
            return redirect("training:evidence", public_id=found.public_id)
    return render(request, "training/claim.html", {"form": form, "evidence": None})


@access.signed_in
def correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Correct a returned claim of one's own and hand it in again."""
    found = get_object_or_404(
        Evidence, public_id=public_id, person=request.user, source_type=CLAIM_SOURCE, state=EvidenceState.RETURNED
    )
    there = found.proofs.exists()
    form = ClaimForm(request.POST or None, request.FILES or None, initial=_stated(found), photo_there=there)
    if request.method == "POST" and form.is_valid():
        photo = form.cleaned_data["photo"]
        with refusal_told(request, form):
            correct_claim(
                actor=request.user,
                evidence=found,
                claim=form.claim(),
                photo=photo,
                photo_name=photo.name if photo else "",
            )
            messages.success(request, _("已重新送学校审核。"))
            return redirect("training:evidence", public_id=found.public_id)
    return render(request, "training/claim.html", {"form": form, "evidence": found})


def _evidence(public_id: uuid.UUID) -> Evidence:
    return get_object_or_404(
        Evidence.objects.select_related("person", "organization", "certifier", "certified_by"), public_id=public_id
    )


def _stated(found: Evidence) -> dict[str, Any]:
    season = found.facts.get("season")
    form = {"summer": SUMMER, "winter": WINTER}.get(season, found.type)
    return {
        "title": found.title,
        "organizer": found.organizer,
        "level": found.level,
        "occurred_on": found.occurred_on,
        "hours": found.facts.get("minutes", 0) / MINUTES_PER_HOUR,
        "form": form,
        "cert_no": found.facts.get("cert_no", ""),
    }
