"""A teacher's own hours: the page, one piece of evidence, claims with a proof."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core import access
from core.access import require
from core.exceptions import Refusal
from core.forms import refuse_in
from materials.serving import serve_file
from taxonomy.constants import Level
from training.certifiers import acting_organization, decided_above
from training.claims_list import undoable
from training.constants import CLAIM_SOURCE, EvidenceState
from training.forms import SUMMER, WINTER, ClaimForm
from training.hours_page import hours_page
from training.labels import scope_label
from training.models import Evidence, EvidenceProof, HourEntry
from training.policies import can_decide_evidence, can_undo_decisions, can_view_claims, can_view_evidence
from training.proof import duration_words, entry_label, type_label
from training.rule_book import terms_of_year
from training.services import correct_claim, decide_claims, submit_claim
from training.services.claims import MINUTES_PER_HOUR
from training.services.decisions import ACCEPT, REFUSE, RETURN
from training.views.deciding import say_decided

ENTRIES_PER_PAGE = 20


@access.signed_in
def my_hours(request: HttpRequest) -> HttpResponse:
    """How much is missing, and why is it this number?"""
    page = hours_page(request.user, year=request.GET.get("year", ""))
    context: dict[str, Any] = {"page": page, "query": request.GET, "levels": LEVEL_FILTERS}
    if page.terms is not None:
        entries = filtered_entries(page.person, page.terms.set_key, request.GET)
        shown = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
        context |= {"entries": shown, "rows": [entry_row(entry) for entry in shown]}
    return render(request, "training/my_hours.html", context)


LEVEL_FILTERS = [
    ("", gettext_lazy("全部级别")),
    ("upper", gettext_lazy("区级及以上")),
    ("school", gettext_lazy("校级")),
]
UPPER_LEVELS = (Level.DISTRICT, Level.CITY, Level.PROVINCE, Level.NATIONAL)


def filtered_entries(person: Any, set_key: str, query: Any) -> QuerySet[HourEntry]:
    """Entries of the person in the set, newest first, narrowed by ``of`` (a year) and ``level``."""
    entries = (
        HourEntry.objects.filter(person=person, set_key=set_key)
        .select_related("evidence__certified_by", "certifier")
        .order_by("-booked_on", "-seq")
    )
    if query.get("of"):
        entries = entries.filter(year=query["of"])
    if query.get("level") == "upper":
        entries = entries.filter(level__in=UPPER_LEVELS)
    elif query.get("level") == "school":
        entries = entries.exclude(level__in=UPPER_LEVELS)
    return entries


def entry_row(entry: HourEntry) -> dict[str, Any]:
    """One entry as a row of the list."""
    terms = terms_of_year(entry.set_key, entry.year)
    return {
        "day": entry.occurred_on.isoformat(),
        "label": entry_label(entry),
        "url": f"/me/evidence/{entry.evidence.public_id}/",
        "level": str(Level(entry.level).label) if entry.level else "—",
        "kind": type_label(entry.evidence.type),
        "certifier": str(entry.evidence.certified_by or entry.certifier or ""),
        "amount": terms.signed(entry.year_amount),
        "year": entry.year.replace("-", "—"),
    }


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
        **_deciding(request, found),
    }
    return render(request, "training/evidence.html", context)


def _deciding(request: HttpRequest, found: Evidence) -> dict[str, Any]:
    """What the person who asks may decide here, and what of it they may take back."""
    decidable = found.state == EvidenceState.SUBMITTED and can_decide_evidence(request.user, found)
    place = acting_organization(request.user, found.organization)
    passes_on = decidable and place == found.organization and bool(decided_above([found]))
    lines = found.decision_lines.filter(undone_at=None).select_related("batch__organization", "batch__actor")
    lists = "training:school_claims" if place == found.organization else "training:district_claims"
    return {
        "list_url": reverse(lists, args=[place.public_id]) if can_view_claims(request.user, place) else "",
        "decidable": decidable and not (passes_on and found.endorsed_at),
        "passes_on": passes_on,
        "undo": next((undoable(line.batch) for line in lines if can_undo_decisions(request.user, line.batch)), None),
    }


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
    try:
        decided = decide_claims(
            actor=request.user,
            organization=acting_organization(request.user, found.organization),
            evidence=[found],
            verdict=verdict,
            reason=request.POST.get("reason", ""),
        )
        say_decided(request, decided, verdict)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("training:evidence", public_id=public_id)


@access.signed_in
def new_claim(request: HttpRequest) -> HttpResponse:
    """Claim hours earned off the platform."""
    form = ClaimForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        photo = form.cleaned_data["photo"]
        try:
            found = submit_claim(
                actor=request.user,
                claim=form.claim(),
                token=form.cleaned_data["token"],
                photo=photo,
                photo_name=photo.name if photo else "",
            )
        except Refusal as refusal:
            refuse_in(form, refusal)
        else:
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
        try:
            correct_claim(
                actor=request.user,
                evidence=found,
                claim=form.claim(),
                photo=photo,
                photo_name=photo.name if photo else "",
            )
        except Refusal as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("已重新送学校审核。"))
            return redirect("training:evidence", public_id=found.public_id)
    return render(request, "training/claim.html", {"form": form, "evidence": found})


@access.signed_in
def chain(request: HttpRequest) -> HttpResponse:
    """One's own entries with canonical text and hashes, to be verified without this platform."""
    entries = HourEntry.objects.filter(person_id=request.user.pk).order_by("seq")
    rows = entries.values("seq", "payload", "previous_hash", "hash")
    response = JsonResponse(
        {"format": "yanxun-ledger/1", "hash": "sha256(previous_hash + LF + payload)", "entries": list(rows)},
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response.headers["Content-Disposition"] = 'attachment; filename="yanxun-ledger.json"'
    return response


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
