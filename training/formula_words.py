"""The steps of an award as one line of arithmetic: 6学时÷3＝2.00. Words for what the engine explained."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from taxonomy.constants import Level
from training.rule_book import Terms

Inputs = Mapping[str, Any]


def formula_words(explanation: Mapping[str, Any], raw: int, terms: Terms) -> str:
    """The line for one award; empty for what counts as it stands."""
    steps = explanation.get("steps", [])
    if explanation.get("source_set"):
        return _("从原单位的办法换算转入")
    parts = []
    for step in steps:
        words = WORDS.get(step["step"])
        inputs = {name: value for name, value in step.items() if name not in ("step", "value")}
        if words is not None and (text := words(inputs, terms)):
            parts.append(text)
    if not parts:
        return ""
    line = parts[0] + "".join(part if part.startswith("×") else _("，") + part for part in parts[1:])
    return f"{line}＝{terms.with_unit(raw)}"


def _number(value: Any) -> str:
    """A rational text (``n/d``) as people read it."""
    found = Fraction(str(value))
    if found.denominator == 1:
        return str(found.numerator)
    short = Decimal(found.numerator) / Decimal(found.denominator)
    return f"{short:.2f}".rstrip("0") if found.denominator in (2, 4, 5, 10, 20, 25, 50, 100) else str(found)


def _per_hour(inputs: Inputs, terms: Terms) -> str:
    hours = _number(inputs.get("hours", 0))
    rate = Fraction(str(inputs.get("rate", 1))) / terms.grains
    said = _("%(hours)s学时") % {"hours": hours}
    if rate == 1:
        return said
    if rate < 1 and rate.numerator == 1:
        return f"{said}÷{rate.denominator}"
    return f"{said}×{_number(rate)}"


def _fixed(inputs: Inputs, terms: Terms) -> str:
    return _("每次%(amount)s%(unit)s") % {"amount": _units(inputs, terms), "unit": terms.unit}


def _per_count(inputs: Inputs, terms: Terms) -> str:
    return f"{_number(inputs.get('count', 1))}×{_units(inputs, terms)}"


def _per_day(inputs: Inputs, terms: Terms) -> str:
    return _("%(days)s天×%(amount)s") % {"days": _number(inputs.get("days", 0)), "amount": _units(inputs, terms)}


def _per_block(inputs: Inputs, terms: Terms) -> str:
    return _("%(blocks)s个%(minutes)s分钟×%(amount)s") % {
        "blocks": _number(inputs.get("blocks", 0)),
        "minutes": inputs.get("block", 0),
        "amount": _units(inputs, terms),
    }


def _per_chars(inputs: Inputs, terms: Terms) -> str:
    return _("%(chars)s字，每千字%(amount)s") % {"chars": inputs.get("chars", 0), "amount": _units(inputs, terms)}


def _units(inputs: Inputs, terms: Terms) -> str:
    return _number(Fraction(str(inputs.get("rate", 0))) / terms.grains)


def _table(inputs: Inputs, terms: Terms) -> str:
    words = [str(Level(value).label) if value in Level else str(ROLES.get(value, value)) for value in inputs.values()]
    return _("折算表：%(words)s") % {"words": "、".join(words)}


def _factor(inputs: Inputs, terms: Terms) -> str:
    of = inputs.get("of", "")
    label = str(Level(of).label) if of in Level else str(ROLES.get(of, ""))
    return f"×{_number(inputs.get('factor', 1))}" + (f"（{label}）" if label else "")


ROLES = {"co": lazy("合作者"), "lead": lazy("主持"), "speaker": lazy("主讲"), "listener": lazy("听课")}
WORDS: dict[str, Callable[[Inputs, Terms], str]] = {
    "per_hour": _per_hour,
    "fixed": _fixed,
    "per_count": _per_count,
    "per_day": _per_day,
    "per_block": _per_block,
    "per_1000_chars": _per_chars,
    "table": _table,
    "grade": _table,
    "level_f": _factor,
    "role_f": _factor,
    "outcome_f": _factor,
    "share": _factor,
}
