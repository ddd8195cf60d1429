"""Clauses of a rule file: what they match, need, give and count."""

from collections.abc import Collection, Mapping
from typing import Any

from training.rules.formula_reading import read_formula
from training.rules.model import Clause, Match, Name
from training.rules.needs import NEEDS
from training.rules.reading import Fields
from training.rules.vocabulary import EVIDENCE_TYPES, LEVELS, MATCH_FIELDS, OUTCOMES

APPROVED_LEVEL = "approved_level"
_STANDINGS = ("assumed", "published")


def read_clause(fields: Fields, *, caps: Collection[str]) -> Clause:
    """One clause; ``caps`` are the ids it may name."""
    counts = fields.child("counts", {})
    clause = Clause(
        id=fields.text("id"),
        name=read_name(fields),
        matches=_matches(fields),
        formula=read_formula(fields.child("formula")),
        needs=fields.words("needs", NEEDS),
        caps=fields.words("caps", caps),
        counts_year=counts.rational("year", 1),
        counts_cycle=counts.rational("cycle", 1),
        exclusive=_exclusive(fields),
        level_as=fields.choice("level_as", (*LEVELS, APPROVED_LEVEL, ""), ""),
        categories=frozenset(fields.words("categories")),
        evidence=fields.words("evidence"),
        certifier=fields.text("certifier", ""),
        standing=_standing(fields),
    )
    counts.finish()
    fields.finish()
    return clause


def read_name(fields: Fields) -> Name:
    """``name: {zh, en}``, optional."""
    name = fields.child("name", {})
    found = Name(zh=name.text("zh", ""), en=name.text("en", ""))
    name.finish()
    return found


def read_levels(fields: Fields, name: str) -> frozenset[str]:
    """Levels as the file writes them: ``district``, ``district+`` (that one or above) or a list of these."""
    found: set[str] = set()
    for word in fields.words(name):
        level = word.removesuffix("+")
        fields.known(name, level, LEVELS)
        found.update(LEVELS[LEVELS.index(level) :] if word.endswith("+") else [level])
    return frozenset(found)


def _matches(fields: Fields) -> tuple[Match, ...]:
    value = fields.take("match")
    alternatives = value if isinstance(value, list) else [value]
    if not alternatives:
        raise fields.error("match", "empty")
    return tuple(_match(Fields(each, file=fields.file, path=fields.at("match"))) for each in alternatives)


def _match(fields: Fields) -> Match:
    accepted: dict[str, frozenset[str]] = {}
    for name in fields.rest():
        fields.known(name, str(name), MATCH_FIELDS)
        if name in ("level", APPROVED_LEVEL):
            accepted[name] = read_levels(fields, name)
        else:
            among: Any = {"type": EVIDENCE_TYPES, "outcome": OUTCOMES}.get(name)
            accepted[name] = frozenset(fields.words(name, among))
    if "type" not in accepted:
        raise fields.error("type", "missing")
    return Match(accepted)


def _exclusive(fields: Fields) -> bool:
    return fields.choice("exclusive", ("", "activity"), "") == "activity"


def _standing(fields: Fields) -> Mapping[str, str]:
    if isinstance(fields.take("standing", {}), str):
        return {"formula": fields.choice("standing", _STANDINGS)}
    parts = fields.child("standing", {})
    return {str(name): parts.choice(name, _STANDINGS) for name in parts.rest()}
