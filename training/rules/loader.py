"""Reading a rule file ``yanxun-ruleset/1`` into a checked ``RuleSet``. Strict: an error names file, path and field."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import yaml

from training.rules.calendar import Calendar
from training.rules.clause_reading import read_clause, read_levels, read_name
from training.rules.errors import RuleFileError
from training.rules.model import Band, Cap, Programme, Requirement, RuleSet, Scope
from training.rules.overlays import lay_over
from training.rules.reading import Fields
from training.rules.strict_yaml import read_yaml
from training.rules.vocabulary import EVIDENCE_FIELDS, EVIDENCE_TYPES, KEY_WINDOW, LEVELS, TOTAL, WINDOWS

FORMAT = "yanxun-ruleset/1"
STANDINGS = ("assumed", "published")
TRANSFER_MODES = ("after_only", "import")


def read_document(text: str, *, file: str) -> dict[str, Any]:
    """The mapping that a file holds, overlays not yet laid."""
    try:
        document = read_yaml(text)
    except yaml.YAMLError as error:
        raise RuleFileError(file, "", str(error)) from error
    head = Fields(document, file=file, path="")
    head.choice("format", (FORMAT,))
    head.text("set")
    head.child("version").text("id")
    return dict(document)


def laid_document(
    document: Mapping[str, Any], *, file: str, base: Callable[[str], dict[str, Any]] | None = None
) -> dict[str, Any]:
    """The document with what it extends underneath."""
    if "extends" not in document:
        return dict(document)
    reference = document["extends"]
    if base is None or not isinstance(reference, str):
        raise RuleFileError(file, "extends", f"unknown {reference!r}")
    return lay_over(base(reference), dict(document), file=file)


def build(document: Mapping[str, Any], *, file: str, text: str = "") -> RuleSet:
    """Check a laid document and freeze it."""
    top = Fields(document, file=file, path="")
    top.choice("format", (FORMAT,))
    version, unit, cycle = top.child("version"), top.child("unit"), top.child("cycle")
    calendar = _calendar(top, cycle)
    effective_from = top.day("effective_from")
    if not calendar.starts_year(effective_from):
        raise top.error("effective_from", f"{effective_from} is not the first day of a year of this set")
    scopes = {str(name): _scope(top.child("scopes").child(name), str(name)) for name in top.child("scopes", {}).rest()}
    caps = {cap.id: cap for cap in map(_cap, top.children("caps"))}
    clauses = tuple(read_clause(each, caps=caps) for each in top.children("clauses"))
    clause_ids = {clause.id for clause in clauses}
    for name, scope in scopes.items():
        _known_clauses(top.child("scopes").child(name), scope.clauses, clause_ids)
    exemptions, transfer = top.child("exemptions", {}), top.child("transfer_in", {})
    top.choice("late_evidence", ("open_year",), "open_year")
    rule_set = RuleSet(
        set=top.text("set"),
        version=version.text("id"),
        supersedes=version.text("supersedes", ""),
        extends=top.text("extends", ""),
        name=read_name(top),
        document=_document(top),
        effective_from=effective_from,
        unit=unit.text("name"),
        grains=unit.whole("grains", least=1),
        per_hour=top.rational("per_hour"),
        calendar=calendar,
        failed_year_blocks=cycle.flag("failed_year_blocks"),
        scopes=scopes,
        requirements=_requirements(top, scopes),
        caps=caps,
        clauses=clauses,
        programmes=tuple(_programme(each, clause_ids) for each in top.children("programmes")),
        bands=_bands(top),
        countable_days=exemptions.whole("countable_days", 183, least=1),
        exempt_kinds=frozenset(exemptions.words("kinds")),
        transfer_mode=transfer.choice("mode", TRANSFER_MODES, "import"),
        text=text,
    )
    if rule_set.per_hour == 0:
        raise top.error("per_hour", "must not be 0")
    for fields in (version, unit, cycle, exemptions, transfer, top):
        fields.finish()
    return rule_set


def _calendar(top: Fields, cycle: Fields) -> Calendar:
    year = top.child("year")
    starts = year.text("starts")
    month, _, day = starts.partition("-")
    if not (month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12 and 1 <= int(day) <= 28):
        raise year.error("starts", f"a day MM-DD up to the 28th is wanted, not {starts!r}")
    year.finish()
    anchor = cycle.day("anchor")
    calendar = Calendar(int(month), int(day), anchor, cycle.whole("years", least=1))
    if not calendar.starts_year(anchor):
        raise cycle.error("anchor", f"{anchor} is not the first day of a year of this set")
    return calendar


def _document(top: Fields) -> dict[str, Any]:
    document = top.child("document", {})
    found = {name: document.text(name, "") for name in ("issuer", "number", "note")}
    if "from" in document:
        found["from"] = document.day("from").isoformat()
    document.finish()
    return found


def _scope(fields: Fields, scope_id: str) -> Scope:
    levels = read_levels(fields, "level")
    if "level_min" in fields:
        levels = frozenset(LEVELS[LEVELS.index(fields.choice("level_min", LEVELS)) :])
    scope = Scope(
        id=scope_id,
        name=read_name(fields),
        types=frozenset(fields.words("types", EVIDENCE_TYPES)),
        clauses=frozenset(fields.words("clauses")),
        levels=levels,
        category=fields.text("category", ""),
    )
    if scope_id == TOTAL or not (scope.types or scope.clauses or scope.levels or scope.category):
        raise fields.error("scope", "a scope needs types, clauses, a level or a category, and another id than 'total'")
    fields.finish()
    return scope


def _cap(fields: Fields) -> Cap:
    window = fields.text("window")
    if window.startswith(KEY_WINDOW):
        fields.known("window", window.removeprefix(KEY_WINDOW), EVIDENCE_FIELDS)
    else:
        fields.known("window", window, WINDOWS)
    cap = Cap(
        id=fields.text("id"),
        window=window,
        amount=fields.whole("amount"),
        name=read_name(fields),
        standing=fields.choice("standing", STANDINGS, "assumed"),
    )
    fields.finish()
    return cap


def _requirements(top: Fields, scopes: Collection[str]) -> tuple[Requirement, ...]:
    children = top.children("requirements")
    found = tuple(_requirement(fields, scopes) for fields in children)
    by_id = {each.id: each for each in found}
    for fields, each in zip(children, found, strict=True):
        for name, other in (("surplus_from", each.surplus_from), ("when_single", each.when_single)):
            if other:
                fields.known(name, other, by_id)
        if each.surplus_from and by_id[each.surplus_from].window != each.window:
            raise fields.error("surplus_from", "both must have the same window")
        if each.when_single and (each.window != "year" or not by_id[each.when_single].single):
            raise fields.error("when_single", "a yearly minimum is wanted that names a requirement with single: true")
    return found


def _requirement(fields: Fields, scopes: Collection[str]) -> Requirement:
    found = Requirement(
        id=fields.text("id"),
        name=read_name(fields),
        scope=fields.choice("scope", (*scopes, TOTAL)),
        window=fields.choice("window", ("cycle", "year")),
        minimum=fields.whole("min"),
        advice=fields.choice("severity", ("advice", "hard"), "hard") == "advice",
        person=fields.text("person", ""),
        single=fields.flag("single"),
        when_single=fields.text("when_single", ""),
        surplus_from=fields.text("surplus_from", ""),
        standing=fields.choice("standing", STANDINGS, "assumed"),
    )
    fields.finish()
    return found


def _programme(fields: Fields, clause_ids: Collection[str]) -> Programme:
    parts = []
    for part in fields.children("parts"):
        scope_fields = Fields(
            {key: part.take(key) for key in part.rest() if key not in ("id", "min")}, file=part.file, path=part.path
        )
        parts.append((_scope(scope_fields, part.text("id")), part.whole("min")))
    found = Programme(
        id=fields.text("id"),
        name=read_name(fields),
        clauses=frozenset(fields.words("clauses", clause_ids)),
        minimum=fields.whole("min"),
        parts=tuple(parts),
        window=fields.choice("window", ("all", "probation"), "all"),
        standing=fields.choice("standing", STANDINGS, "assumed"),
    )
    if not found.clauses:
        raise fields.error("clauses", "missing")
    fields.finish()
    return found


def _known_clauses(fields: Fields, clauses: Collection[str], known: Collection[str]) -> None:
    for clause in clauses:
        fields.known("clauses", clause, known)


def _bands(top: Fields) -> tuple[Band, ...]:
    found = []
    for fields in top.children("bands"):
        found.append(Band(label=fields.text("id"), below=fields.whole("below") if "below" in fields else None))
        fields.finish()
    return tuple(found)
