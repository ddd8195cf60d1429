"""What closes the gap, and what waits or did not count."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from training.awards import Judgement
from training.constants import EvidenceState
from training.labels import refusal_label
from training.models import Evidence
from training.planning import Planned, gap_offers
from training.rule_book import Terms


def closers_of(person: Any, terms: Terms, missing: int, day: date) -> tuple[list[dict[str, str]], str]:
    """What closes the gap of ``missing`` grains, as lines of ``<c-to-do>``, and the sentence under them."""
    offers = gap_offers(person, set_key=terms.set_key, day=day, last_day=terms.year_last)
    chosen: list[Planned] = []
    gained = 0
    for offer in offers:
        chosen.append(offer)
        gained += offer.award.year_amount
        if gained >= missing and len(chosen) >= 3:
            break
    closers = [
        {
            "label": offer.label,
            "url": offer.url,
            "gain": f"＋{terms.amount(offer.award.year_amount)}",
            "note": offer.note,
        }
        for offer in chosen
    ]
    values = {"gained": terms.with_unit(gained), "rest": terms.with_unit(abs(missing - gained))}
    if not chosen:
        return closers, _("现在没有可以报名的班期。有校外证书可以申报。")
    if gained >= missing:
        return closers, _("合计%(gained)s，够了。") % values
    return closers, _("全算上有%(gained)s，还差%(rest)s；有校外证书可以申报。") % values


def waiting_of(person: Any, judgement: Judgement) -> list[dict[str, str]]:
    """Undecided and returned evidence, and what was certified but not counted, with the reason."""
    items = []
    undecided = Evidence.objects.filter(person=person, state__in=(EvidenceState.SUBMITTED, EvidenceState.RETURNED))
    for evidence in undecided.order_by("-id")[:8]:
        returned = evidence.state == EvidenceState.RETURNED
        passed_on = not returned and evidence.endorsed_at is not None
        items.append(
            {
                "label": evidence.title,
                "url": reverse("training:evidence", args=[evidence.public_id]),
                "tag": _("学校已核对") if passed_on else str(evidence.get_state_display()),
                "tag_kind": "danger" if returned else "",
                "note": evidence.decision_note if returned else "",
            }
        )
    refused = {pk: reason for pk, reason in judgement.refused.items() if reason != "reversed"}
    for evidence in Evidence.objects.filter(pk__in=refused).order_by("-occurred_on")[:5]:
        items.append(
            {
                "label": evidence.title,
                "url": reverse("training:evidence", args=[evidence.public_id]),
                "tag": _("没有计入"),
                "tag_kind": "notice",
                "note": refusal_label(refused[evidence.pk]),
            }
        )
    return items
