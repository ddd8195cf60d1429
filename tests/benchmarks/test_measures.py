"""The figures of a ranking, by hand on examples small enough to compute on paper, and what the data must look like."""

import json
from pathlib import Path

import pytest

from benchmarks.search_quality.evaluate import arguments, missing
from benchmarks.search_quality.measures import Judged, ask_all, lesson_queries, measures
from benchmarks.search_quality.report import Report
from tests.shared_data import LESSONS, shared

GRADES = {"a": 3, "b": 2, "c": 1}


def test_the_best_order_is_worth_one() -> None:
    assert measures(["a", "b", "c"], GRADES) == {"nDCG@10": 1.0, "MRR": 1.0, "recall@20": 1.0, "success@3": 1.0}


def test_gains_are_powers_of_two_discounted_by_place() -> None:
    found = measures(["x", "b", "a"], GRADES)
    # 3/log2(3) + 7/log2(4) over 7/1 + 3/log2(3) + 1/log2(4)
    assert found["nDCG@10"] == pytest.approx((3 / 1.584963 + 7 / 2) / (7 + 3 / 1.584963 + 1 / 2), abs=1e-6)
    assert found["MRR"] == 0.5
    assert (found["recall@20"], found["success@3"]) == (1.0, 1.0)


def test_a_related_lesson_is_no_answer() -> None:
    found = measures(["c", "x", "y", "a"], GRADES)
    assert found["MRR"] == 0.25
    assert found["recall@20"] == 0.5
    assert found["success@3"] == 0.0


def test_only_ten_gain_and_only_twenty_are_recalled() -> None:
    others = [f"x{n}" for n in range(10)]
    late = measures([*others, "a"], {"a": 3})
    assert (late["nDCG@10"], late["recall@20"]) == (0.0, 1.0)
    assert measures([*others, *others, "a"], {"a": 3})["recall@20"] == 0.0
    many = {f"g{n}": 2 for n in range(40)}
    assert measures(list(many)[:10], many)["recall@20"] == 0.5


def test_nothing_found_is_zero() -> None:
    assert set(measures([], GRADES).values()) == {0.0}


def test_means_by_type_and_the_printed_table(capsys: pytest.CaptureFixture[str]) -> None:
    queries = [
        Judged(key="1", text="甲", type="title", grades={"a": 3}),
        Judged(key="2", text="乙", type="school", grades={"b": 3}),
    ]
    found = ask_all(queries, lambda text: ["a"])
    assert (found.mean("MRR"), found.mean("MRR", "title"), found.mean("MRR", "school")) == (0.5, 1.0, 0.0)
    report = Report()
    report.print_rankings({"ours": found})
    report.expect("nDCG@10", found.mean("nDCG@10"), 0.6)
    report.print_goals()
    printed = capsys.readouterr().out
    assert "| all | ours | .500 | .500 | .500 | .500 |" in printed
    assert "| school | ours | .000 | .000 | .000 | .000 |" in printed
    assert "| nDCG@10 | .500 | .600 | miss |" in printed
    assert report.missed


def test_judged_queries_are_read(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text(json.dumps({"id": "q", "query": "六上 数学", "type": "position"}) + "\n")
    (tmp_path / "qrels.tsv").write_text("q\t0\t17\t3\nq\t0\t18\t1\n")
    assert lesson_queries(tmp_path) == [Judged(key="q", text="六上 数学", type="position", grades={"17": 3, "18": 1})]


def test_missing_data_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YANXUN_SHARED_DATA", str(tmp_path))
    monkeypatch.delenv("SEARCH_JUDGEMENTS", raising=False)
    assert shared(LESSONS) is None
    assert missing(arguments(["--set", "lessons"])) == [LESSONS, "retrieval/lesson_queries_dev"]
    assert missing(arguments(["--set", "lessons", "--judgements", str(tmp_path)])) == [LESSONS]
    (tmp_path / "retrieval" / "cmrc2018").mkdir(parents=True)
    assert missing(arguments(["--set", "passages"])) == []
