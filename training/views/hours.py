"""A teacher's own hours: the page, one piece of evidence, claims with a proof."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from core import access
from taxonomy.constants import Level
from training.hours_page import hours_page
from training.models import HourEntry
from training.proof import entry_label, type_label
from training.rule_book import terms_of_year

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
