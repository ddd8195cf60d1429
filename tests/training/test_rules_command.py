"""The command ``evaluate_rules``: JSON, comparison, clear errors, no database."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

CASES = Path(__file__).parent / "cases"
HEAD = "cases: [{id: C, memberships: [{set: cq, org: s, from: 2010-09-01}], "
FULL = HEAD + "evidence: [{id: E1, type: training, level: city, date: 2026-03-01, minutes: 45}]"


def run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("evaluate_rules", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(text: str) -> Path:
        path = tmp_path / "cases.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_json_has_one_result_per_case() -> None:
    results = json.loads(run(CASES / "worked_examples.yaml", "--json"))["results"]
    assert [each["id"] for each in results][:8] == [f"W{n}" for n in range(1, 9)]
    assert set(results[0]["result"]) == {"years", "cycles", "programs", "cuts", "refused", "late", "credited"}
    assert results[0]["result"]["cycles"][0]["cycle"] == "2022-07-01"


def test_explanations_come_on_demand() -> None:
    results = json.loads(run(CASES / "worked_examples.yaml", "--json", "--explain"))["results"]
    assert [each["clause"] for each in results[0]["explanations"]] == ["CQ-01", "CQ-01"]


def test_comparison_prints_pass() -> None:
    assert run(CASES / "worked_examples.yaml").count("pass  W") == 9


def test_comparison_fails_with_the_difference(written: Any, capsys: Any) -> None:
    path = written(FULL + ", expect: {credited: {E1: 1}}}]")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 cases differ"):
        call_command("evaluate_rules", str(path), stdout=out)
    assert "credited.E1: expected 1, got 33" in out.getvalue()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD + "evidence: [{id: E1, type: training, date: 2026-03-01, minuts: 45}]}]",
            "case C: evidence[E1].minuts: unknown field",
        ),
        (
            HEAD + "evidence: [{id: E1, type: trainig, date: 2026-03-01}]}]",
            "case C: evidence[E1].type: unknown 'trainig'",
        ),
        (HEAD + "evidence: [{id: E1, type: training}]}]", "case C: evidence[E1].date: missing"),
        (
            HEAD + "evidence: [{id: E1, type: training, date: 2026-03-01, minutes: 4.5}]}]",
            "evidence[E1].minutes: a whole",
        ),
        (HEAD + "evidence: [{id: E1, type: training, date: 2026-13-01}]}]", "evidence[E1].date: a date"),
        (FULL + ", reversals: [{target: E9, date: 2026-04-01}]}]", "case C: reversals[0].target: no evidence 'E9'"),
        (FULL + ", closures: [{set: cq, year: 2026, date: 2026-04-01}]}]", "case C: closures[0].year"),
        (FULL + ", closure: []}]", "case C: closure: unknown field"),
        (FULL + ", transfer_mode: none}]", "case C: transfer_mode: unknown 'none'"),
        (
            "cases: [{id: C, memberships: [{set: zz, org: s, from: 2010-09-01}]}]",
            "case C: memberships[0].set: unknown 'zz'",
        ),
        ("cases: {a: 1}", "a list of cases"),
        ("cases: [{id: C, on: 1}]", "read as a boolean"),
        ("cases: [{id: C}, {id: C}]", "case C: id: stands twice"),
        ("cases: [", "case cases.yaml"),
    ],
)
def test_a_wrong_file_names_case_and_field(written: Any, text: str, message: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(written(text), "--json")
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.yaml"):
        run(tmp_path / "nothing.yaml", "--json")
