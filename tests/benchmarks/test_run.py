"""The runner works on a tiny setting, and a restless reference makes a run void."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.comparing import MISS, PASS, VOID, Comparison, compare
from benchmarks.load import NoAnswer, Target
from benchmarks.run import arguments

ROOT = Path(__file__).resolve().parents[2]
TABLE_ROW = re.compile(r"^\| P1 \| (?P<what>.+) \| (?P<measured>.+) \| (?P<goal>.+) \| (?P<verdict>\w+) \|$", re.M)


def rounds_of(*reference: float, product: float = 50) -> Comparison:
    """A steady product beside these reference rates."""
    return Comparison(product=[product] * len(reference), reference=reference)


def test_the_median_ratio_is_judged() -> None:
    found = Comparison(product=[40, 50, 20], reference=[100, 100, 100])
    assert found.ratio == 0.4
    assert found.verdict(at_least=0.35) == PASS
    assert found.verdict(at_least=0.45) == MISS
    assert str(found) == "0.40 × (0.20 to 0.50)"


def test_time_over_time_is_judged_by_a_ceiling() -> None:
    found = Comparison(product=[20], reference=[50]).inverse()
    assert found.ratio == pytest.approx(2.5)
    assert found.verdict(at_most=3) == PASS
    assert found.verdict(at_most=2) == MISS


@pytest.mark.parametrize("odd", [59, 141])
def test_a_reference_beyond_forty_percent_is_void_however_good_the_ratio(odd: float) -> None:
    assert rounds_of(100, 100, odd, product=1000).verdict(at_least=0.35) == VOID
    assert rounds_of(100, 100, odd, product=1).verdict(at_least=0.35) == VOID


@pytest.mark.parametrize("odd", [61, 139])
def test_a_reference_within_forty_percent_counts(odd: float) -> None:
    assert rounds_of(100, 100, odd).verdict(at_least=0.35) == PASS


def test_windows_take_turns() -> None:
    order: list[str] = []

    def side(name: str, rate: float) -> float:
        order.append(name)
        return rate

    found = compare(
        product=lambda seconds: side("A", seconds), reference=lambda seconds: side("B", 2.0), rounds=3, seconds=1.0
    )
    assert order == ["A", "B"] * 3
    assert found.ratio == 0.5


def test_a_page_that_does_not_answer_is_no_rate() -> None:
    with pytest.raises(NoAnswer, match="refused"):
        Target(1, "/").read(0.1)


@pytest.mark.parametrize("given", [["--seconds", "0"], ["--seconds", "3600"], ["--rounds", "1000"], ["--only", "P9"]])
def test_a_run_is_bounded(given: list[str]) -> None:
    with pytest.raises(SystemExit):
        arguments(given)


@pytest.mark.embedded
def test_the_runner_prints_its_table_without_servers() -> None:
    named = {"DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL"}
    environment = {
        name: value for name, value in os.environ.items() if name not in named and not name.startswith("YANXUN_TEST_")
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", "--only", "P1", "--seconds", "0.2", "--rounds", "1"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "SQLite (no PostgreSQL was named)" in done.stdout
    statements, rate = [found.groupdict() for found in TABLE_ROW.finditer(done.stdout)]
    assert (statements["goal"], rate["goal"]) == ("≤ 12", "≥ 0.35 ×")
    assert int(statements["measured"]) > 0
    assert re.match(r"\d\.\d\d × \(", rate["measured"])
    assert {statements["verdict"], rate["verdict"]} <= {PASS, MISS, VOID}
