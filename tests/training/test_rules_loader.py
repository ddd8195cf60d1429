"""Rule files are read strictly: an error names file, path and reason."""

from datetime import date
from typing import Any

import pytest
import yaml

from training.rules import RuleFileError, evaluate, read_facts, read_rule_book

BASE: dict[str, Any] = {
    "format": "yanxun-ruleset/1",
    "set": "t",
    "version": {"id": "1"},
    "name": {"zh": "试", "en": "Test"},
    "document": {"issuer": "x", "number": "1"},
    "effective_from": date(2020, 1, 1),
    "unit": {"name": "学时", "grains": 45},
    "per_hour": 45,
    "year": {"starts": "01-01"},
    "cycle": {"years": 5, "anchor": date(2020, 1, 1)},
    "scopes": {"up": {"level_min": "district"}},
    "requirements": [{"id": "r.total", "scope": "total", "window": "cycle", "min": 100}],
    "caps": [{"id": "cap.a", "window": "year", "amount": 100}],
    "clauses": [
        {"id": "T-1", "match": {"type": "training"}, "formula": {"per_hour": 45}, "caps": ["cap.a"], "needs": ["pass"]}
    ],
}


def book_of(*documents: dict[str, Any]) -> Any:
    return read_rule_book(
        [(f"f{n}.yaml", yaml.safe_dump(each, allow_unicode=True)) for n, each in enumerate(documents)]
    )


def clause(**changes: Any) -> dict[str, Any]:
    return {"clauses": [BASE["clauses"][0] | changes]}


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"formt": 1}, "formt", "unknown field"),
        ({"format": "other/1"}, "format", "unknown 'other/1'"),
        ({"effective_from": date(2020, 2, 1)}, "effective_from", "not the first day of a year"),
        ({"cycle": {"years": 5, "anchor": date(2020, 2, 1)}}, "cycle.anchor", "not the first day of a year"),
        ({"per_hour": 0.5}, "per_hour", "rational"),
        ({"per_hour": "1/0"}, "per_hour", "rational"),
        ({"unit": {"name": "学时", "grains": True}}, "unit.grains", "whole number"),
        ({"scopes": {"up": {"types": ["trainning"]}}}, "scopes.up.types", "unknown 'trainning'"),
        ({"scopes": {"up": {"clauses": ["T-9"]}}}, "scopes.up.clauses", "unknown 'T-9'"),
        ({"scopes": {"up": {}}}, "scopes.up", "a scope needs"),
        (
            {"requirements": [{"id": "r", "scope": "down", "window": "cycle", "min": 1}]},
            "requirements[r].scope",
            "unknown 'down'",
        ),
        (
            {"requirements": [{"id": "r", "scope": "up", "window": "month", "min": 1}]},
            "requirements[r].window",
            "unknown 'month'",
        ),
        (
            {"requirements": [{"id": "r", "scope": "up", "window": "year", "min": 1, "surplus_from": "q"}]},
            "requirements[r].surplus_from",
            "unknown 'q'",
        ),
        (
            {"requirements": [{"id": "r", "scope": "up", "window": "year", "min": 1, "when_single": "r"}]},
            "requirements[r].when_single",
            "single",
        ),
        (
            {"requirements": [{"id": "r", "scope": "up", "window": "year", "min": 1}] * 2},
            "requirements",
            "stands twice",
        ),
        ({"caps": [{"id": "cap.a", "window": "key:editon", "amount": 1}]}, "caps[cap.a].window", "unknown 'editon'"),
        ({"caps": [{"id": "cap.a", "window": "year", "amount": -1}]}, "caps[cap.a].amount", "whole number"),
        (clause(caps=["cap.b"]), "clauses[T-1].caps", "unknown 'cap.b'"),
        (clause(needs=["passed"]), "clauses[T-1].needs", "unknown 'passed'"),
        (clause(match={"type": "training", "leval": "city"}), "clauses[T-1].match.leval", "unknown 'leval'"),
        (clause(match={"type": "training", "level": "city++"}), "clauses[T-1].match.level", "unknown"),
        (clause(match={"level": "city"}), "clauses[T-1].match.type", "missing"),
        (clause(formula={"per_hour": 45, "fixed": 1}), "clauses[T-1].formula", "exactly one"),
        (clause(formula={"per_hour": 45, "levle_f": {}}), "clauses[T-1].formula.levle_f", "unknown field"),
        (clause(formula={"table": {"contry": 1}}), "clauses[T-1].formula.table.contry", "unknown 'contry'"),
        (clause(formula={"range": {"min": 2, "max": 1}}), "clauses[T-1].formula.range.max", "below min"),
        (clause(exclusive="person"), "clauses[T-1].exclusive", "unknown 'person'"),
        (clause(level_as="county"), "clauses[T-1].level_as", "unknown 'county'"),
        ({"programmes": [{"id": "p", "clauses": ["T-2"], "min": 1}]}, "programmes[p].clauses", "unknown 'T-2'"),
        ({"transfer_in": {"mode": "all"}}, "transfer_in.mode", "unknown 'all'"),
        ({"version": {"id": "1", "supersedes": "0"}}, "version.supersedes", "is wanted"),
        ({"extends": "t@0"}, "extends", "unknown or circular"),
        ({"extends": "t@1"}, "extends", "unknown or circular"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(changes: dict[str, Any], path: str, reason: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        book_of(BASE | changes)
    assert path in caught.value.path or path == caught.value.path.split(":")[0]
    assert reason in caught.value.reason
    assert str(caught.value).startswith(("f0.yaml: ", "t@1: "))


@pytest.mark.parametrize("key", ["on", "off", "yes", "no"])
def test_a_key_that_yaml_reads_as_a_boolean_is_refused(key: str) -> None:
    text = yaml.safe_dump(BASE, allow_unicode=True) + f"exemptions: {{countable_days: 183, {key}: 1}}\n"
    with pytest.raises(RuleFileError, match=rf"f\.yaml: line \d+: the key '{key}' is read as a boolean"):
        read_rule_book([("f.yaml", text)])


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(RuleFileError, match="the key 'set' stands twice"):
        read_rule_book([("f.yaml", yaml.safe_dump(BASE) + "set: u\n")])


def test_two_files_of_one_version_are_refused() -> None:
    with pytest.raises(RuleFileError, match=r"t@1 stands in f0\.yaml already"):
        book_of(BASE, BASE)


def test_a_version_keeps_the_borders_of_the_years() -> None:
    later = BASE | {
        "version": {"id": "2", "supersedes": "1"},
        "year": {"starts": "07-01"},
        "effective_from": date(2022, 7, 1),
        "cycle": {"years": 5, "anchor": date(2022, 7, 1)},
    }
    with pytest.raises(RuleFileError, match="must keep the borders"):
        book_of(BASE, later)


def test_an_overlay_lists_only_what_differs() -> None:
    overlay = {
        "format": "yanxun-ruleset/1",
        "set": "o",
        "extends": "t@1",
        "version": {"id": "1"},
        "effective_from": date(2021, 1, 1),
        "caps": [{"id": "cap.a", "amount": 300}],
        "clauses": [{"id": "T-1", "needs": []}, {"id": "O-1", "match": {"type": "paper"}, "formula": {"fixed": 45}}],
        "remove": {"requirements": ["r.total"]},
        "cycle": {"failed_year_blocks": True},
    }
    laid = book_of(overlay, BASE).versions("o")[0]
    assert laid.caps["cap.a"].amount == 300
    assert [each.id for each in laid.clauses] == ["T-1", "O-1"]
    assert laid.clause("T-1").needs == () and laid.clause("T-1").caps == ("cap.a",)
    assert laid.requirements == () and laid.failed_year_blocks and laid.extends == "t@1" and laid.name.zh == ""
    with pytest.raises(RuleFileError, match=r"remove\.caps: unknown 'cap\.z'"):
        book_of(overlay | {"remove": {"caps": ["cap.z"]}}, BASE)


def test_advice_fails_nobody_and_excellence_may_exceed_one() -> None:
    changed = BASE | {
        "requirements": [{"id": "r.year", "scope": "total", "window": "year", "min": 3240, "severity": "advice"}],
        "clauses": [
            {"id": "T-1", "match": {"type": "training"}, "formula": {"per_hour": 45, "outcome_f": {"excellent": "6/5"}}}
        ],
    }
    book = book_of(changed)
    facts = read_facts(
        {
            "id": "p",
            "memberships": [{"set": "t", "org": "s", "from": date(2019, 1, 1)}],
            "evidence": [
                {"id": "A", "type": "training", "date": date(2021, 3, 1), "minutes": 90, "outcome": "excellent"},
                {"id": "B", "type": "training", "date": date(2021, 3, 2), "minutes": 90, "outcome": "fail"},
            ],
        },
        book=book,
    )
    result = evaluate(facts, book)
    year = result.year("t", "2021")
    assert (year.total, year.audit, year.requirements[0].ok) == (108, "pass", False)
    assert [(each.evidence, each.reason) for each in result.refusals] == [("B", "below_unit")]


def test_nested_tables_by_level_and_role() -> None:
    table = {"by": ["level", "role"], "cells": {"city": {"lead": 90, "co": "45/2"}}}
    book = book_of(BASE | {"clauses": [{"id": "T-1", "match": {"type": "project"}, "formula": {"table": table}}]})
    evidence = [
        {"id": role, "type": "project", "level": "city", "role": role, "date": date(2021, 3, 1)}
        for role in ("lead", "co", "x")
    ]
    case = {"id": "p", "memberships": [{"set": "t", "org": "s", "from": date(2019, 1, 1)}], "evidence": evidence}
    assert evaluate(read_facts(case, book=book), book).as_dict()["credited"] == {"co": 22, "lead": 90}
