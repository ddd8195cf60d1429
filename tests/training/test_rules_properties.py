"""What holds for every person and every set, whatever happened."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.rules import Result, evaluate, load_shipped_rule_sets, read_facts
from training.rules.vocabulary import EVIDENCE_TYPES, LEVELS, OPENING_BALANCE

BOOK = load_shipped_rule_sets()
FIRST = date(2021, 1, 1)
DAYS = st.integers(0, 6 * 365).map(lambda days: FIRST + timedelta(days=days))
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def evidence(draw: Any, number: int) -> dict[str, Any]:
    day = draw(DAYS)
    found: dict[str, Any] = {
        "id": f"E{number:03d}",
        "type": draw(st.sampled_from(sorted(EVIDENCE_TYPES - {OPENING_BALANCE}))),
        "date": day,
        "posted": day + timedelta(days=draw(st.integers(0, 500))),
        "level": draw(st.sampled_from(LEVELS)),
        "role": draw(st.sampled_from(["participant", "speaker", "listener", "lead", "co"])),
        "minutes": draw(st.integers(0, 5000)),
        "outcome": draw(st.sampled_from(["pass", "pass", "fail"])),
        "season": draw(st.sampled_from(["summer", "winter"])),
        "edition": draw(st.sampled_from(["a", "b"])),
        "approved_level": draw(st.sampled_from(LEVELS)),
        "chars": draw(st.integers(0, 9000)),
        "share": f"1/{draw(st.integers(1, 4))}",
    }
    for name, values in (("activity", "XY"), ("cert_no", "12"), ("term", "st")):
        if draw(st.integers(0, 3)) == 0:
            found[name] = draw(st.sampled_from(values))
    return found


@st.composite
def cases(draw: Any) -> dict[str, Any]:
    first, second = draw(st.sampled_from(BOOK.sets)), draw(st.sampled_from(BOOK.sets))
    move = draw(DAYS)
    memberships = [{"set": first, "org": "a", "from": date(2015, 1, 1)}]
    if draw(st.booleans()):
        memberships = [memberships[0] | {"to": move - timedelta(days=1)}, {"set": second, "org": "b", "from": move}]
    items = [draw(evidence(number)) for number in range(draw(st.integers(0, 14)))]
    closings = []
    for set_key in sorted({each["set"] for each in memberships}):
        for day in draw(st.lists(DAYS, max_size=3)):
            year = BOOK.year_of(set_key, day)
            closings.append({"set": set_key, "year": year.label, "date": year.end + timedelta(days=30)})
    reversals = [
        {"target": each["id"], "date": each["posted"] + timedelta(days=draw(st.integers(0, 400)))}
        for each in items
        if draw(st.integers(0, 5)) == 0
    ]
    leave = draw(DAYS)
    return {
        "id": "p",
        "memberships": memberships,
        "evidence": items,
        "closures": closings,
        "reversals": reversals,
        "leaves": [{"from": leave, "to": leave + timedelta(days=200)}] if draw(st.booleans()) else [],
    }


def result_of(case: dict[str, Any]) -> Result:
    return evaluate(read_facts(case, book=BOOK), BOOK)


@QUIET
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_the_facts_means_nothing(case: dict[str, Any], random: Any) -> None:
    shuffled = {key: list(value) if isinstance(value, list) else value for key, value in case.items()}
    for value in shuffled.values():
        if isinstance(value, list):
            random.shuffle(value)
    assert result_of(shuffled) == result_of(case)


@QUIET
@given(cases())
def test_every_piece_is_credited_or_refused_once_and_never_above_raw(case: dict[str, Any]) -> None:
    result = result_of(case)
    named = [each.evidence for each in (*result.entries, *result.refusals)]
    assert sorted(named) == sorted(each["id"] for each in case["evidence"])
    for entry in result.entries:
        assert 0 <= entry.credited <= entry.raw and entry.raw > 0
        assert 0 <= entry.cycle_amount <= entry.credited and 0 <= entry.year_amount <= entry.credited
        assert bool(entry.cut) == (entry.credited < entry.raw)


@QUIET
@given(cases())
def test_totals_are_the_sums_of_the_entries(case: dict[str, Any]) -> None:
    result = result_of(case)
    everything = (*result.entries, *result.imports)
    for year in result.years:
        own = [each.year_amount for each in everything if (each.set, each.year) == (year.set, year.year)]
        assert year.total == sum(own)
    for cycle in result.cycles:
        own = [each.cycle_amount for each in everything if (each.set, each.cycle) == (cycle.set, cycle.cycle)]
        assert cycle.total == sum(own)
    sets = {year.set for year in result.years}
    assert sum(year.total for year in result.years) == sum(each.year_amount for each in everything if each.set in sets)


@QUIET
@given(cases())
def test_no_cap_is_exceeded(case: dict[str, Any]) -> None:
    used: dict[tuple[str, str, str], int] = {}
    amounts: dict[tuple[str, str, str], int] = {}
    for entry in result_of(case).entries:
        for use in entry.uses:
            if use.window in ("year", "cycle") and not entry.taken_back:
                key = (entry.set, use.cap, use.value)
                used[key] = used.get(key, 0) + entry.credited
                amounts[key] = use.amount
    assert all(used[key] <= amounts[key] for key in used)


@QUIET
@given(cases(), st.data())
def test_closed_years_never_change(case: dict[str, Any], data: Any) -> None:
    """Neither evidence posted, nor a reversal dated after the last closing changes a year closed before."""
    if not case["closures"]:
        return
    last = max(each["date"] for each in case["closures"])
    known = [each for each in case["evidence"] if each["posted"] <= last]
    ids = {each["id"] for each in known}
    before = case | {
        "evidence": known,
        "reversals": [each for each in case["reversals"] if each["date"] <= last and each["target"] in ids],
    }
    extra = data.draw(evidence(900)) | {"posted": last + timedelta(days=1)}
    extra["date"] = min(extra["date"], extra["posted"])
    after = case | {"evidence": [*case["evidence"], extra]}
    old, new = result_of(before), result_of(after)
    closed = {(each["set"], each["year"]) for each in case["closures"]}
    for year in old.years:
        if (year.set, year.year) in closed:
            assert new.year(year.set, year.year) == year
    kept = {each.evidence: each.credited for each in old.entries if (each.set, each.year) in closed}
    given_now = {each.evidence: each.credited for each in new.entries}
    assert {name: given_now[name] for name in kept} == kept
