"""Raw amounts: every factor multiplied as an exact rational, floored once to the grain.

Half of one 学时 in an hour set is 22 minutes, a third of five 学时 exactly 75. ``whole`` drops what is less than one
学时 (45 minutes), per day where days are stated (教育部办公厅 form 教基4068).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from training.rules.facts import Evidence
from training.rules.model import ONE, Clause, Formula
from training.rules.vocabulary import FAILED, MINUTES_PER_HOUR

NO_CELL = "no_table_cell"


class Step(NamedTuple):
    """One step of the arithmetic: what it is, what went in, the exact value after it."""

    key: str
    inputs: Mapping[str, Any]
    value: Fraction


@dataclass(frozen=True, slots=True)
class Raw:
    """A raw amount in grains with its parts by day (day ``None``: the day it is booked on), or a reason for none."""

    amount: int = 0
    parts: tuple[tuple[date | None, int], ...] = ()
    steps: tuple[Step, ...] = ()
    refusal: str = ""


NOTHING = Raw()


@dataclass(slots=True)
class _Working:
    """Exact values by day before the floor."""

    values: list[tuple[date | None, Fraction]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def total(self) -> Fraction:
        return sum((value for _day, value in self.values), Fraction(0))


def raw_amount(clause: Clause, evidence: Evidence) -> Raw:
    """What the clause gives for the evidence before caps."""
    formula = clause.formula
    working = _Working()
    if not _base(formula, evidence, working):
        return Raw(steps=tuple(working.steps), refusal=NO_CELL)
    for key, name, factor in _factors(clause, evidence):
        if factor is None:
            return Raw(steps=(*working.steps, Step(key, {"of": name}, Fraction(0))), refusal=NO_CELL)
        working.values = [(day, value * factor) for day, value in working.values]
        working.steps.append(Step(key, {"of": name, "factor": factor}, working.total))
    parts, running, floored = [], Fraction(0), 0
    for day, value in working.values:
        running += value
        amount = running.numerator // running.denominator
        parts.append((day, amount - floored))
        floored = amount
    working.steps.append(Step("floor", {}, Fraction(floored)))
    return Raw(amount=floored, parts=tuple(parts), steps=tuple(working.steps))


def _base(formula: Formula, evidence: Evidence, working: _Working) -> bool:
    """Fill in the amount before factors; false where the table has no cell for the evidence."""
    if formula.kind == "per_hour":
        _per_hour(formula, evidence, working)
        return True
    if formula.kind in ("table", "grade"):
        return _cell(formula, evidence, working)
    if formula.kind == "range":
        return _granted(formula, evidence, working)
    units, inputs = _units(formula, evidence)
    value = units * formula.rate
    working.values = [(None, value)]
    working.steps.append(Step(formula.kind, {**inputs, "rate": formula.rate}, value))
    return True


def _units(formula: Formula, evidence: Evidence) -> tuple[Fraction, dict[str, Any]]:
    if formula.kind == "per_day":
        days = Fraction(evidence.day_count) if evidence.day_count else _count(evidence)
        return days, {"days": days}
    if formula.kind == "per_count":
        return _count(evidence), {"count": _count(evidence)}
    if formula.kind == "per_1000_chars":
        chars = evidence.value("chars", 0)
        return Fraction(chars, 1000), {"chars": chars}
    if formula.kind == "per_block":
        blocks = _blocks(formula, evidence)
        return Fraction(blocks), {"minutes": evidence.total_minutes, "block": formula.block_minutes, "blocks": blocks}
    return ONE, {}


def _count(evidence: Evidence) -> Fraction:
    return ONE if evidence.count is None else evidence.count


def _blocks(formula: Formula, evidence: Evidence) -> int:
    """Whole blocks of time; days or a number of blocks where no minutes are stated."""
    if evidence.total_minutes:
        return evidence.total_minutes // formula.block_minutes
    if evidence.day_count and formula.blocks_per_day:
        return evidence.day_count * formula.blocks_per_day
    return int(evidence.count or 0)


def _per_hour(formula: Formula, evidence: Evidence, working: _Working) -> None:
    timed = _timed(formula, evidence)
    unit = MINUTES_PER_HOUR
    if formula.whole == "total":
        minutes = sum((each for _day, each in timed), Fraction(0))
        timed = [(None, Fraction(minutes // unit * unit))]
    elif formula.whole == "day":
        timed = [(day, Fraction(minutes // unit * unit)) for day, minutes in timed]
    working.values = [(day, minutes / unit * formula.rate) for day, minutes in timed]
    hours = sum((minutes for _day, minutes in timed), Fraction(0)) / unit
    inputs = {"minutes": evidence.total_minutes, "hours": hours, "rate": formula.rate}
    working.steps.append(Step("per_hour", {**inputs, "whole": formula.whole}, working.total))


def _timed(formula: Formula, evidence: Evidence) -> list[tuple[date | None, Fraction]]:
    """Minutes by day; days without minutes stand for the hours that the clause gives a day."""
    a_day = formula.hours_per_day * MINUTES_PER_HOUR
    stated = any(minutes is not None for _day, minutes in evidence.days)
    if evidence.days and (stated or evidence.minutes is None):
        return [(day, a_day if minutes is None else Fraction(minutes)) for day, minutes in evidence.days]
    if evidence.minutes is None and evidence.day_count:
        return [(None, evidence.day_count * a_day)]
    return [(None, Fraction(evidence.minutes or 0))]


def _cell(formula: Formula, evidence: Evidence, working: _Working) -> bool:
    names = tuple(_named(field_name, evidence) for field_name in formula.by)
    value = formula.cells.get(names)
    inputs = dict(zip(formula.by, names, strict=True))
    working.steps.append(Step(formula.kind, inputs, value or Fraction(0)))
    if value is None:
        return False
    working.values = [(None, value)]
    return True


def _named(field_name: str, evidence: Evidence) -> str:
    if field_name in ("level", "role", "outcome"):
        return str(getattr(evidence, field_name))
    return str(evidence.value(field_name, ""))


def _granted(formula: Formula, evidence: Evidence, working: _Working) -> bool:
    granted = evidence.value("granted", 0)
    inputs = {"granted": granted, "min": formula.least, "max": formula.most}
    working.steps.append(Step("range", inputs, Fraction(granted)))
    working.values = [(None, Fraction(granted))]
    return bool(formula.least <= granted <= formula.most)


def _factors(clause: Clause, evidence: Evidence) -> list[tuple[str, str, Fraction | None]]:
    """Key, what it was looked up by, factor (``None``: the set has none)."""
    formula, found = clause.formula, []
    if "level_f" in formula.factors:
        found.append(("level_f", evidence.level, formula.factors["level_f"].get(evidence.level)))
    if "role_f" in formula.factors:
        found.append(("role_f", evidence.role, formula.factors["role_f"].get(evidence.role)))
    outcome = formula.factors.get("outcome_f", {}).get(evidence.outcome)
    if outcome is None:
        outcome = Fraction(0) if evidence.outcome == FAILED and not clause.names_outcome else ONE
    if outcome != ONE or "outcome_f" in formula.factors:
        found.append(("outcome_f", evidence.outcome, outcome))
    if formula.share:
        found.append(("share", "share", Fraction(evidence.value("share", 1))))
    return found
