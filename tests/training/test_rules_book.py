"""The rule book: versions by day, years and cycles, amounts, names; and the reasons behind an amount."""

from datetime import date

import pytest

from training.rules import (
    evaluate,
    explain,
    explanations,
    format_amount,
    load_shipped_rule_sets,
    read_facts,
)

BOOK = load_shipped_rule_sets()
SHIPPED_IDS = {
    "zj": ("zj.r.total zj.r.year", "zj.cap.school zj.cap.lecture zj.cap.convert", "concentrated"),
    "zj-c": (
        "zj.r.total zj.r.year zj-c.r.year zj-c.r.conc90 zj-c.r.year_conc",
        "zj.cap.school zj.cap.lecture zj.cap.convert",
        "concentrated",
    ),
    "js": (
        "js.r.total js.r.district js.r.enterprise",
        "js.cap.lecture js.cap.lesson js.cap.prize cn.cap.summer cn.cap.winter",
        "district_up enterprise",
    ),
    "cq": (
        "cq.r.total cq.r.concentrated cq.r.year",
        "cq.cap.school cq.cap.lecture cq.cap.degree cn.cap.summer cn.cap.winter",
        "concentrated self_study",
    ),
    "cv-nj": ("nj.r.total nj.r.year", "nj.cap.term nj.cap.print", "normative"),
    "cv-xh": (
        "xh.r.total xh.r.ethics xh.r.knowledge xh.r.practice xh.r.self xh.r.city xh.r.district xh.r.school",
        "xh.cap.studio xh.cap.backbone",
        "ethics knowledge practice self_study city district school",
    ),
    "cv-gx": (
        "gx.r.total gx.r.school gx.r.concentrated gx.r.conc_remote gx.r.year gx.r.year_school",
        "gx.cap.remote gx.cap.s1 gx.cap.s2 gx.cap.s3 gx.cap.s4 gx.cap.s4g gx.cap.s5 gx.cap.s6 gx.cap.s7",
        "school concentrated conc_remote",
    ),
    "cn": ("cn.r.total", "cn.cap.day cn.cap.school cn.cap.summer cn.cap.winter", "school"),
}


@pytest.mark.parametrize("set_key", sorted(SHIPPED_IDS))
def test_shipped_sets_carry_the_stable_ids_and_names(set_key: str) -> None:
    requirements, caps, scopes = (set(text.split()) for text in SHIPPED_IDS[set_key])
    latest = BOOK.versions(set_key)[-1]
    assert {each.id for each in latest.requirements} == requirements
    assert set(latest.caps) == caps
    assert set(latest.scopes) == scopes
    assert latest.name.zh and latest.name.en and latest.document["number"]
    named = (*latest.clauses, *latest.requirements, *latest.programmes, *latest.caps.values(), *latest.scopes.values())
    assert [each.id for each in named if not (each.name.zh and each.name.en)] == []
    assert [each.id for each in latest.clauses if not (each.evidence and each.standing)] == []


def test_version_in_force_by_day() -> None:
    assert BOOK.version_on("cq", date(2017, 6, 30)) is None
    assert BOOK.version_on("cq", date(2019, 6, 30)).version == "2017.1"
    assert BOOK.version_on("cq", date(2019, 7, 1)).version == "2019.1"
    assert "cq.cap.self" in BOOK.version("cq", "2017.1").caps
    assert BOOK.version("cq", "2019.1").clause("CQ-04").caps == ()
    assert BOOK.version("cq", "2019.1").clause("CQ-04").standing == {"formula": "assumed", "certifier": "published"}


def test_years_and_cycles_have_the_borders_of_the_set() -> None:
    year = BOOK.year_of("cq", date(2026, 6, 30))
    assert (year.label, year.start, year.end) == ("2025-26", date(2025, 7, 1), date(2026, 6, 30))
    assert BOOK.year_of("js", date(2026, 6, 30)).label == "2026"
    assert BOOK.year_named("cv-nj", "2099-00").start == date(2099, 9, 1)
    cycle = BOOK.cycle_of("cq", date(2026, 6, 30))
    assert (cycle.start, cycle.end, len(cycle.years)) == (date(2022, 7, 1), date(2027, 6, 30), 5)
    assert BOOK.cycle_of("cq", date(2016, 1, 1)).start == date(2012, 7, 1)
    for label in ("2026", "2026-28", "x"):
        with pytest.raises(ValueError, match="not the name of a year"):
            BOOK.year_named("cq", label)


@pytest.mark.parametrize(
    ("set_key", "grains", "text"),
    [
        ("cq", 966, "9.66"),
        ("cq", 1600, "16"),
        ("cq", 1650, "16.5"),
        ("cq", 0, "0"),
        ("js", 405, "9"),
        ("js", 22, "0.48"),
        ("js", -22, "-0.48"),
        ("cq", 1000, "10"),
    ],
)
def test_amounts_are_cut_not_rounded(set_key: str, grains: int, text: str) -> None:
    rule_set = BOOK.versions(set_key)[-1]
    assert format_amount(rule_set, grains) == (text, {"cq": "学分", "js": "学时"}[set_key])


def test_an_explanation_unfolds_every_step() -> None:
    facts = read_facts(
        {
            "id": "x",
            "memberships": [{"set": "cq", "org": "s", "from": date(2010, 9, 1)}],
            "evidence": [
                {"id": "A", "type": "school_training", "date": date(2026, 3, 1), "minutes": 4320},
                {"id": "B", "type": "school_training", "date": date(2026, 3, 2), "minutes": 100},
                {"id": "C", "type": "school_training", "date": date(2026, 3, 3), "plan_filed": False},
            ],
        },
        book=BOOK,
    )
    result = evaluate(facts, BOOK)
    first, second, refused = explanations(result)
    assert first["caps"][0] | {"cut": False} == {
        "cap": "cq.cap.school",
        "window": "year",
        "value": "2025-26",
        "amount": 1600,
        "room_before": 1600,
        "room_after": 0,
        "cut": False,
    }
    assert second["steps"] == [
        {"step": "per_hour", "minutes": 100, "hours": "20/9", "rate": "50/3", "whole": "", "value": "1000/27"},
        {"step": "floor", "value": "37"},
    ]
    assert (second["raw"], second["credited"], second["cut"], second["caps"][0]["cut"]) == (
        37,
        0,
        "cq.cap.school",
        True,
    )
    assert (refused["status"], refused["reason"], refused["clause"]) == ("refused", "needs:plan_filed", "CQ-03")
    assert result.entries[0].key == ("A", "CQ-03", "cq")


def test_factors_and_counts_are_explained() -> None:
    facts = read_facts(
        {
            "id": "x",
            "memberships": [{"set": "zj", "org": "s", "from": date(2010, 9, 1)}],
            "evidence": [
                {"id": "A", "type": "project", "role": "co", "level": "district", "date": date(2026, 3, 1)},
                {"id": "B", "type": "principal_training", "minutes": 45, "date": date(2026, 3, 1)},
            ],
        },
        book=BOOK,
    )
    project, principal = (explain(entry) for entry in evaluate(facts, BOOK).entries)
    assert [step["step"] for step in project["steps"]] == ["table", "role_f", "floor"]
    assert project["steps"][1] == {"step": "role_f", "of": "co", "factor": "1/3", "value": "1000/3"}
    assert principal["counts"] == {"year": "1/2", "cycle": "1/2"}
    assert (principal["credited"], principal["year"]["amount"]) == (100, 50)


def test_imports_are_entries_of_their_own() -> None:
    facts = read_facts(
        {
            "id": "x",
            "memberships": [
                {"set": "js", "org": "a", "from": date(2020, 1, 1), "to": date(2026, 3, 31)},
                {"set": "cq", "org": "b", "from": date(2026, 4, 1)},
            ],
            "evidence": [{"id": "A", "type": "training", "level": "city", "minutes": 50, "date": date(2026, 3, 1)}],
        },
        book=BOOK,
    )
    result = evaluate(facts, BOOK)
    assert [(each.key, each.year_amount) for each in result.imports] == [(("A", "import", "cq"), 37)]
    assert [(each.key, each.credited) for each in result.entries] == [(("A", "JS-01", "js"), 50)]
    assert explain(result.imports[0])["source_set"] == "js"


def test_further_days_add_their_cycles() -> None:
    facts = read_facts({"id": "x", "memberships": [{"set": "cq", "org": "s", "from": date(2010, 9, 1)}]}, book=BOOK)
    assert evaluate(facts, BOOK).years == ()
    result = evaluate(facts, BOOK, days=[date(2026, 5, 1)])
    assert [(year.year, year.audit) for year in result.years][3] == ("2025-26", "fail")
    assert result.cycle("cq", date(2022, 7, 1)).result == "fail"
