"""Minimums, audits, programmes. A year is 合格 / 不合格 / 免审 by its hard minimums; advice fails nobody.

Minimums come from the version in force on the last day of the year or cycle; a cycle's are taken times the countable
years, over the years of a cycle, floored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training.rules.calendar import Cycle, Year
from training.rules.facts import Facts
from training.rules.matching import Candidate
from training.rules.model import Programme, Requirement, RuleSet, Scope
from training.rules.presence import Presence
from training.rules.results import CycleResult, Entry, Judged, ProgrammeResult, YearResult
from training.rules.vocabulary import TOTAL


@dataclass(frozen=True, slots=True)
class Counted:
    """An entry with what the scopes ask about it, and the amount that counts in the window being judged."""

    candidate: Candidate
    amount: int

    def meets(self, scope: Scope | None) -> bool:
        """Whether it counts towards the scope; ``None`` is the total."""
        return scope is None or self.candidate.meets(scope)


def judge_year(
    rule_set: RuleSet,
    year: Year,
    pairs: Iterable[tuple[Entry, Candidate]],
    *,
    facts: Facts,
    presence: Presence,
    closed: bool,
) -> YearResult:
    """The figures and the audit of one year; ``pairs`` are what is booked in it."""
    counted = [Counted(candidate, entry.year_amount) for entry, candidate in pairs]
    asked = [
        each
        for each in _asked(rule_set, "year", facts)
        if not each.when_single or _has_single(rule_set, each.when_single, counted)
    ]
    judged = _judge(rule_set, asked, counted, {each.id: each.minimum for each in asked})
    countable = presence.countable(rule_set, year)
    failed = any(not each.ok and not each.advice for each in judged)
    total = sum(each.amount for each in counted)
    return YearResult(
        set=rule_set.set,
        version=rule_set.version,
        year=year.label,
        start=year.start,
        end=year.end,
        total=total,
        by=_by(rule_set, counted),
        requirements=judged,
        audit=("fail" if failed else "pass") if countable else "exempt",
        countable=countable,
        closed=closed,
        band=_band(rule_set, total),
    )


def judge_cycle(
    rule_set: RuleSet,
    cycle: Cycle,
    pairs: Iterable[tuple[Entry, Candidate]],
    years: Sequence[YearResult],
    *,
    facts: Facts,
    presence: Presence,
) -> CycleResult:
    """The figures and the result of one cycle, as if its end had come."""
    counted = [Counted(candidate, entry.cycle_amount) for entry, candidate in pairs]
    imports = (facts.transfer_mode or rule_set.transfer_mode) == "import"
    test = presence.countable_with_imports if imports else presence.countable
    judged_years = {each.year for each in years}
    countable = sum(1 for year in cycle.years if year.label in judged_years and test(rule_set, year))
    asked = _asked(rule_set, "cycle", facts)
    minimums = {each.id: each.minimum * countable // len(cycle.years) for each in asked}
    judged = _judge(rule_set, asked, counted, minimums)
    failed_years = tuple(each.year for each in years if each.audit == "fail")
    failed = any(not each.ok and not each.advice for each in judged)
    blocked = rule_set.failed_year_blocks and bool(failed_years)
    return CycleResult(
        set=rule_set.set,
        version=rule_set.version,
        cycle=cycle.start,
        end=cycle.end,
        total=sum(each.amount for each in counted),
        by=_by(rule_set, counted),
        requirements=judged,
        result="fail" if failed or blocked else "pass",
        years_counted=countable,
        failed_years=failed_years,
    )


def judge_programme(
    rule_set: RuleSet, programme: Programme, pairs: Iterable[tuple[Entry, Candidate]], *, presence: Presence
) -> ProgrammeResult | None:
    """The uncounted total of a programme and its parts; ``None`` where the person has nothing to do with it."""
    own = [(entry, candidate) for entry, candidate in pairs if entry.clause in programme.clauses]
    on_probation = programme.window == "probation" and presence.has_probation
    if not own and not on_probation:
        return None
    counted = [
        Counted(candidate, entry.credited)
        for entry, candidate in own
        if not entry.taken_back and (not on_probation or presence.on_probation(entry.occurred))
    ]
    by = {scope.id: _sum(counted, scope) for scope, _minimum in programme.parts}
    value = _sum(counted, None)
    ok = value >= programme.minimum and all(by[scope.id] >= minimum for scope, minimum in programme.parts)
    return ProgrammeResult(programme.id, rule_set.set, value, programme.minimum, by, ok)


def _asked(rule_set: RuleSet, window: str, facts: Facts) -> list[Requirement]:
    return [
        each
        for each in rule_set.requirements
        if each.window == window and (not each.person or each.person in facts.flags)
    ]


def _judge(
    rule_set: RuleSet, asked: Sequence[Requirement], counted: Sequence[Counted], minimums: Mapping[str, int]
) -> tuple[Judged, ...]:
    own = {each.id: _value(rule_set, each, counted) for each in asked}
    judged = []
    for each in asked:
        value, minimum = own[each.id], minimums[each.id]
        if each.surplus_from in own:
            value += max(0, own[each.surplus_from] - minimums[each.surplus_from])
        judged.append(Judged(each.id, value, minimum, value >= minimum, each.advice))
    return tuple(judged)


def _value(rule_set: RuleSet, requirement: Requirement, counted: Sequence[Counted]) -> int:
    scope = _scope(rule_set, requirement.scope)
    if requirement.single:
        return max((each.amount for each in counted if each.meets(scope)), default=0)
    return _sum(counted, scope)


def _has_single(rule_set: RuleSet, requirement_id: str, counted: Sequence[Counted]) -> bool:
    """Whether one entry of the year alone meets the named requirement."""
    requirement = rule_set.requirement(requirement_id)
    if requirement is None:
        return False
    return _value(rule_set, requirement, counted) >= requirement.minimum


def _scope(rule_set: RuleSet, name: str) -> Scope | None:
    return None if name == TOTAL else rule_set.scopes[name]


def _sum(counted: Iterable[Counted], scope: Scope | None) -> int:
    return sum(each.amount for each in counted if each.meets(scope))


def _by(rule_set: RuleSet, counted: Sequence[Counted]) -> dict[str, int]:
    return {name: _sum(counted, scope) for name, scope in rule_set.scopes.items()}


def _band(rule_set: RuleSet, total: int) -> str:
    return next((band.label for band in rule_set.bands if band.below is None or total < band.below), "")
