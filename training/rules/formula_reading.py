"""Formulas of clauses as the file writes them.

``{per_hour: 100/3}``, ``{table: {district: 200}, role_f: {lead: 1, co: 1/3}}``: one kind, its options, its factors.
"""

from fractions import Fraction
from typing import Any

from training.rules.model import Formula
from training.rules.reading import Fields
from training.rules.vocabulary import FACTORS, FORMULAS, LEVELS, OUTCOMES

_TABLE_FIELDS = ("level", "role", "kind", "season", "outcome", "grade")


def read_formula(fields: Fields) -> Formula:
    """The formula; exactly one kind."""
    kinds = [kind for kind in sorted(FORMULAS) if kind in fields]
    if len(kinds) != 1:
        raise fields.error("formula", f"exactly one of {', '.join(sorted(FORMULAS))} is wanted, not {kinds}")
    kind = kinds[0]
    options: dict[str, Any] = {"per_block": _block, "range": _range, "table": _table, "grade": _grade}.get(kind, _rate)(
        fields, kind
    )
    if kind == "per_hour":
        options["whole"] = fields.choice("whole", ("", "day", "total"), "")
        options["hours_per_day"] = fields.rational("hours_per_day", 0)
    factors = {name: _factor(fields.child(name), name) for name in sorted(FACTORS - {"share"}) if name in fields}
    formula = Formula(kind=kind, factors=factors, share=fields.flag("share"), **options)
    fields.finish()
    return formula


def _rate(fields: Fields, kind: str) -> dict[str, Any]:
    return {"rate": fields.rational(kind)}


def _block(fields: Fields, kind: str) -> dict[str, Any]:
    block = fields.child(kind)
    options = {
        "rate": block.rational("amount"),
        "block_minutes": block.whole("minutes", least=1),
        "blocks_per_day": block.whole("blocks_per_day", 0),
    }
    block.finish()
    return options


def _range(fields: Fields, kind: str) -> dict[str, Any]:
    bounds = fields.child(kind)
    options = {"least": bounds.whole("min"), "most": bounds.whole("max")}
    if options["least"] > options["most"]:
        raise bounds.error("max", "below min")
    bounds.finish()
    return options


def _grade(fields: Fields, kind: str) -> dict[str, Any]:
    cells = fields.child(kind)
    return {"by": ("grade",), "cells": {(str(name),): cells.rational(name) for name in cells.rest()}}


def _table(fields: Fields, kind: str) -> dict[str, Any]:
    """``{district: 100}`` by level, or ``{by: [level, role], cells: {district: {lead: 100}}}``."""
    table = fields.child(kind)
    if "by" not in table:
        return {"by": ("level",), "cells": _cells(table, ("level",))}
    by = table.words("by", _TABLE_FIELDS)
    cells = _cells(table.child("cells"), by)
    table.finish()
    return {"by": by, "cells": cells}


def _cells(fields: Fields, by: tuple[str, ...]) -> dict[tuple[str, ...], Fraction]:
    found: dict[tuple[str, ...], Fraction] = {}
    for name in fields.rest():
        _known_value(fields, name, by[0])
        if len(by) == 1:
            found[(str(name),)] = fields.rational(name)
        else:
            below = _cells(fields.child(name), by[1:])
            found |= {(str(name), *rest): value for rest, value in below.items()}
    return found


def _factor(fields: Fields, name: str) -> dict[str, Fraction]:
    about = name.removesuffix("_f")
    found = {}
    for key in fields.rest():
        _known_value(fields, key, about)
        found[str(key)] = fields.rational(key)
    return found


def _known_value(fields: Fields, name: Any, about: str) -> None:
    if about == "level":
        fields.known(name, str(name), LEVELS)
    elif about == "outcome":
        fields.known(name, str(name), OUTCOMES)
