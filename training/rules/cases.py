"""Facts as written: the case format, one mapping per person. Strict: an error names the case and the field.

``repeat: n, step_days: d`` on evidence stands for n pieces ``E1.001``, ``E1.002`` …, each d days later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from training.rules.errors import CaseError
from training.rules.evidence_reading import read_evidence
from training.rules.facts import Closure, Evidence, Facts, Membership, Period
from training.rules.items import Item
from training.rules.loader import TRANSFER_MODES
from training.rules.registry import RuleBook
from training.rules.strict_yaml import read_yaml
from training.rules.vocabulary import OPENING_BALANCE

_MEMBERSHIP_KINDS = ("home", "host")


@dataclass(frozen=True)
class Case:
    """Facts of one person, and what a case file expects of them (``None``: nothing)."""

    id: str
    title: str
    facts: Facts
    expect: Mapping[str, Any] | None = field(default=None)


def read_cases(text: str, *, book: RuleBook, file: str = "") -> list[Case]:
    """The cases of a file. Other top-level keys only hold YAML anchors. ``CaseError`` where something is wrong."""
    try:
        document = read_yaml(text)
    except yaml.YAMLError as error:
        raise CaseError(file, "", str(error)) from error
    if not isinstance(document, dict) or not isinstance(document.get("cases"), list):
        raise CaseError(file, "cases", "a list of cases is wanted")
    cases, seen = [], set()
    for place, mapping in enumerate(document["cases"]):
        case = read_case(mapping, book=book, fallback=f"#{place + 1}")
        if case.id in seen:
            raise CaseError(case.id, "id", "stands twice")
        seen.add(case.id)
        cases.append(case)
    return cases


def read_case(mapping: Any, *, book: RuleBook, fallback: str = "?") -> Case:
    """One case."""
    item = Item(mapping, case=str(mapping.get("id", fallback)) if isinstance(mapping, dict) else fallback, path="")
    case_id, title = item.text("id", fallback), item.text("title", "")
    expect = item.take("expect", None)
    facts = _facts(item, case_id, book)
    item.finish()
    if expect is not None and not isinstance(expect, dict):
        raise item.error("expect", "a mapping is wanted")
    return Case(case_id, title, facts, expect)


def read_facts(mapping: Any, *, book: RuleBook) -> Facts:
    """The facts of one person from the mapping of a case; ``CaseError`` where something is wrong."""
    return read_case(mapping, book=book).facts


def _facts(item: Item, case_id: str, book: RuleBook) -> Facts:
    memberships = tuple(_membership(each, book) for each in item.items("memberships"))
    evidence: dict[str, Evidence] = {}
    for each in item.items("evidence"):
        _default_date(each, memberships, book)
        for one in read_evidence(each):
            if one.id in evidence:
                raise each.error("id", f"{one.id} stands twice")
            evidence[one.id] = one
    flags = item.child("person")
    return Facts(
        id=case_id,
        memberships=memberships,
        evidence=tuple(evidence.values()),
        leaves=tuple(_period(each) for each in item.items("leaves")),
        probation=tuple(_period(each) for each in item.items("probation")),
        closures=tuple(_closure(each, book) for each in item.items("closures")),
        reversals=_reversals(item, evidence),
        flags=frozenset(str(name) for name in flags.names() if flags.take(name) not in (False, None)),
        transfer_mode=item.choice("transfer_mode", (*TRANSFER_MODES, ""), ""),
    )


def _membership(item: Item, book: RuleBook) -> Membership:
    found = Membership(
        set=item.choice("set", book.sets),
        org=item.text("org", ""),
        period=Period(item.day("from"), item.day("to", None)),
        host=item.choice("kind", _MEMBERSHIP_KINDS, "home") == "host",
    )
    item.finish()
    return found


def _period(item: Item) -> Period:
    found = Period(item.day("from"), item.day("to", None), item.text("kind", ""))
    item.finish()
    return found


def _closure(item: Item, book: RuleBook) -> Closure:
    found = Closure(set=item.choice("set", book.sets), year=item.text("year"), date=item.day("date"))
    try:
        book.year_named(found.set, found.year)
    except ValueError as error:
        raise item.error("year", str(error)) from error
    item.finish()
    return found


def _reversals(item: Item, evidence: Mapping[str, Evidence]) -> dict[str, date]:
    found: dict[str, date] = {}
    for each in item.items("reversals"):
        target, day = each.text("target"), each.day("date")
        if target not in evidence:
            raise each.error("target", f"no evidence {target!r}")
        found[target] = min(day, found.get(target, day))
        each.finish()
    return found


def _default_date(item: Item, memberships: tuple[Membership, ...], book: RuleBook) -> None:
    """An opening balance may name only the year it belongs to: it then stands on the last day of that year."""
    if item.get("type") != OPENING_BALANCE or "date" in item or "year" not in item:
        return
    for membership in memberships:
        try:
            last = book.year_named(membership.set, item.text("year")).end
        except ValueError:
            continue
        if membership.period.covers(last) and not membership.host:
            item.put("date", last)
            return
    raise item.error("year", "the name of a year of one of the person's sets is wanted")
