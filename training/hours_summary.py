"""The head of "my hours": what is reached of what the rule set asks, and the rule set in words."""

from typing import Any

from django.utils.translation import gettext as _

from training.awards import Judgement
from training.constants import TOTAL_SCOPE
from training.labels import scope_label
from training.rule_book import Terms


def summary_of(terms: Terms, judgement: Judgement, *, done: int, required: int) -> dict[str, Any]:
    """The ring, the floors as meters and the ceilings as text, as ``<c-hours-summary>`` takes them."""
    floors = judgement.cycle_floors(terms)
    meters = []
    for floor in floors:
        name = (
            _("%(years)s年合计") % {"years": terms.cycle_words}
            if floor.scope == TOTAL_SCOPE
            else (_("其中%(scope)s") % {"scope": scope_label(floor.scope)})
        )
        meters.append(_meter(terms, name, floor.value, floor.minimum))
    for floor in judgement.year_floors(terms):
        if floor.scope != TOTAL_SCOPE:
            name = _("本年度%(scope)s") % {"scope": scope_label(floor.scope)}
            meters.append(_meter(terms, name, floor.value, floor.minimum))
    ring_done, ring_required = done, required
    if not ring_required and floors:  # no yearly minimum: the ring shows the cycle
        ring_done, ring_required = floors[0].value, floors[0].minimum
    return {
        "done": terms.amount(ring_done),
        "required": terms.amount(ring_required),
        "unit": terms.unit,
        "percent": 100 * ring_done / ring_required if ring_required else 100,
        "reached": ring_done >= ring_required,
        "label": ""
        if required
        else _("周期合计%(done)s%(unit)s，要求%(required)s%(unit)s")
        % {"done": terms.amount(ring_done), "required": terms.amount(ring_required), "unit": terms.unit},
        "meters": meters,
        "caps": [
            {"name": cap.name, "done": terms.amount(cap.used), "most": terms.amount(cap.most)}
            for cap in judgement.year_caps(terms)
        ],
    }


def _meter(terms: Terms, name: str, value: int, minimum: int) -> dict[str, Any]:
    reached = value >= minimum
    return {
        "name": name,
        "done": terms.amount(value),
        "required": terms.amount(minimum),
        "unit": "",
        "percent": 100 * value / minimum if minimum else 100,
        "reached": reached,
        "note": _("已达标") if reached else _("还差%(amount)s") % {"amount": terms.amount(minimum - value)},
    }


def rules_in_words(terms: Terms) -> list[tuple[str, str]]:
    """What the rule set asks, as term and value."""

    def floors(kind: str) -> str:
        listed = terms.year_floors if kind == "year" else terms.cycle_floors
        parts = [
            _("不少于%(amount)s") % {"amount": terms.with_unit(floor.minimum)}
            if floor.scope == TOTAL_SCOPE
            else _("其中%(scope)s不少于%(amount)s")
            % {"scope": scope_label(floor.scope), "amount": terms.amount(floor.minimum)}
            for floor in listed
        ]
        return _("，").join(parts)

    first, last = terms.year_first, terms.year_last
    border = _("%(m1)s月%(d1)s日—%(m2)s月%(d2)s日") % {
        "m1": first.month,
        "d1": first.day,
        "m2": last.month,
        "d2": last.day,
    }
    yearly = floors("year")
    return [
        (_("办法"), terms.name),
        (_("依据"), terms.document),
        (_("%(years)s年周期") % {"years": terms.cycle_words}, floors("cycle")),
        (
            _("每年"),
            _("；").join((yearly, border)) if yearly else _("没有年度最低要求；%(border)s") % {"border": border},
        ),
        (_("换算"), _("1学时＝45分钟")),
    ]
