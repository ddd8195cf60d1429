"""Golden cases: what the shipped rules give, figure by figure."""

from pathlib import Path

import pytest

from training.rules import Case, differences, evaluate, load_shipped_rule_sets, read_cases

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [
    pytest.param(case, id=case.id)
    for file in FILES
    for case in read_cases(file.read_text(encoding="utf-8"), book=load_shipped_rule_sets(), file=file.name)
]


@pytest.mark.parametrize("case", CASES)
def test_case_gives_exactly_what_it_states(case: Case) -> None:
    assert case.expect is not None
    result = evaluate(case.facts, load_shipped_rule_sets())
    assert differences(case.expect, result.as_dict()) == []


@pytest.mark.parametrize(
    "expect",
    [
        {
            "refused": [{"evidence": "E3", "reason": "duplicate_certificate"}],
            "years": [{"set": "cq", "year": "2025-26", "total": 1}],
        },
        {"refused": [{"evidence": "E3", "reason": "reversed"}]},
        {"refused": []},
        {"refused": [{"evidence": "E3", "reason": "duplicate_certificate"}], "late": ["E1"]},
        {"refused": [{"evidence": "E3", "reason": "duplicate_certificate"}], "cuts": [{"evidence": "E1"}]},
        {
            "refused": [{"evidence": "E3", "reason": "duplicate_certificate"}],
            "cycles": [{"set": "cq", "cycle": "1999-07-01"}],
        },
        {"refused": [{"evidence": "E3", "reason": "duplicate_certificate"}], "credited": {"E3": 270}},
    ],
)
def test_a_wrong_expectation_is_noticed(expect: dict) -> None:
    case = next(param.values[0] for param in CASES if param.id == "W8")
    assert differences(expect, evaluate(case.facts, load_shipped_rule_sets()).as_dict())
