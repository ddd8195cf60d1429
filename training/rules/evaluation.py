"""The rule engine: a pure function from the facts of one person and a rule book to what the rules give.

Closed years are replayed in the order of their closing: what stood on that day is kept for good. Then everything else
is evaluated as it stands now. No clock, no database, no floats; the order of the facts means nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from training.rules.calendar import Cycle
from training.rules.caps import Award
from training.rules.entries import ImportKey, entry_of, imports_of
from training.rules.facts import Facts
from training.rules.matching import Candidate, Closings, candidates_of
from training.rules.presence import Presence
from training.rules.registry import RuleBook
from training.rules.results import CycleResult, Entry, ProgrammeResult, Refusal, Result, YearResult
from training.rules.settling import Kept, Settlement, YearKey, keep_closed, settle
from training.rules.verdicts import judge_cycle, judge_programme, judge_year


@dataclass
class _Run:
    """One evaluation in progress."""

    facts: Facts
    book: RuleBook
    presence: Presence
    candidates: list[Candidate]
    by_id: dict[str, Candidate]
    kept: Kept = field(default_factory=Kept)
    kept_years: dict[YearKey, YearResult] = field(default_factory=dict)
    kept_imports: dict[ImportKey, Entry] = field(default_factory=dict)
    closed: set[YearKey] = field(default_factory=set)

    def judged_year(self, set_key: str, start: date, entries: Iterable[Entry], *, closed: bool) -> YearResult | None:
        """The result of a year; ``None`` before the first version of the set."""
        year = self.book.year_of(set_key, start)
        rule_set = self.book.version_on(set_key, year.end)
        if rule_set is None:
            return None
        pairs = [(entry, self.by_id[entry.evidence]) for entry in entries]
        return judge_year(rule_set, year, pairs, facts=self.facts, presence=self.presence, closed=closed)


def evaluate(facts: Facts, book: RuleBook, *, days: Sequence[date] = ()) -> Result:
    """Entries, refusals, years, cycles and programmes of one person.

    Years and cycles are those in which something happened; ``days`` adds the cycles of further days (today, say).
    """
    closings = _closings(facts, book)
    presence = Presence(facts)
    candidates = candidates_of(facts, book=book, presence=presence, closings=closings)
    run = _Run(facts, book, presence, candidates, {each.id: each for each in candidates})
    for day in sorted(set(closings.values())):
        _close(run, day, {key for key, closed in closings.items() if closed == day})
    settlement = settle(candidates, until=date.max, reversals=facts.reversals, kept=run.kept)
    entries = _entries(settlement.awards.values(), settlement)
    entries.sort(key=lambda entry: (entry.booked, entry.evidence))
    imports = _imports(run, settlement, entries)
    by_set: dict[str, list[Entry]] = defaultdict(list)
    for entry in (*entries, *imports):
        by_set[entry.set].append(entry)
    years: list[YearResult] = []
    cycles: list[CycleResult] = []
    programmes: list[ProgrammeResult] = []
    for set_key in presence.sets:
        own = by_set[set_key]
        touched = _touched_cycles(run, set_key, own, days)
        for cycle in touched:
            _judge_cycle(run, set_key, cycle, own, years, cycles)
        programmes += _programmes(run, set_key, [entry for entry in own if not entry.source_set], touched)
    return Result(
        entries=tuple(entries),
        imports=tuple(imports),
        refusals=tuple(_refusal(run.by_id[name], settlement.refusals[name]) for name in sorted(settlement.refusals)),
        years=tuple(years),
        cycles=tuple(cycles),
        programmes=tuple(programmes),
    )


def _closings(facts: Facts, book: RuleBook) -> Closings:
    """Each closed year with the day it was closed first."""
    found: dict[YearKey, date] = {}
    for closure in facts.closures:
        key = (closure.set, book.year_named(closure.set, closure.year).start)
        found[key] = min(closure.date, found.get(key, closure.date))
    return found


def _close(run: _Run, day: date, years: set[YearKey]) -> None:
    """Keep what stands on ``day`` in the years closed on it: awards, refusals, imports, figures and audit."""
    settlement = settle(run.candidates, until=day, reversals=run.facts.reversals, kept=run.kept)
    several = len(run.presence.sets) > 1
    awards = [award for award in settlement.awards.values() if several or _year_key(award) in years]
    entries = _entries(awards, settlement)
    imports = _imports(run, settlement, entries)
    for set_key, start in sorted(years):
        if set_key in run.presence.sets:
            booked = [each for each in (*entries, *imports) if (each.set, each.year_start) == (set_key, start)]
            result = run.judged_year(set_key, start, booked, closed=True)
            if result is not None:
                run.kept_years[set_key, start] = result
    run.kept_imports |= {(each.evidence, each.set): each for each in imports if (each.set, each.year_start) in years}
    keep_closed(settlement, run.candidates, years, run.kept)
    run.closed |= years


def _year_key(award: Award) -> YearKey:
    rule_set, year = award.candidate.rule_set, award.candidate.year
    return (rule_set.set if rule_set is not None else "", year.start if year is not None else date.min)


def _entries(awards: Iterable[Award], settlement: Settlement) -> list[Entry]:
    return [entry_of(award, taken_back=award.candidate.id in settlement.taken_back) for award in awards]


def _imports(run: _Run, settlement: Settlement, entries: Sequence[Entry]) -> list[Entry]:
    return imports_of(
        settlement,
        entries,
        book=run.book,
        presence=run.presence,
        transfer_mode=run.facts.transfer_mode,
        held=run.kept_imports,
        closed=run.closed,
    )


def _touched_cycles(run: _Run, set_key: str, entries: Sequence[Entry], days: Sequence[date]) -> list[Cycle]:
    """Cycles of the set in which anything happened, in order; none before the first version."""
    touched = {entry.booked for entry in entries} | set(days) | {start for key, start in run.closed if key == set_key}
    touched |= {each.evidence.date for each in run.candidates}
    touched |= set(run.presence.borders(set_key)) | set(run.presence.absence_borders())
    first = run.book.versions(set_key)[0].effective_from
    found = {}
    for day in touched:
        if day >= first:
            cycle = run.book.cycle_of(set_key, day)
            found[cycle.start] = cycle
    return [found[start] for start in sorted(found)]


def _judge_cycle(
    run: _Run,
    set_key: str,
    cycle: Cycle,
    entries: Sequence[Entry],
    years: list[YearResult],
    cycles: list[CycleResult],
) -> None:
    """Add the results of the cycle and of its years."""
    by_year: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.cycle == cycle.start:
            by_year[entry.year_start].append(entry)
    own: list[YearResult] = []
    for year in cycle.years:
        result = run.kept_years.get((set_key, year.start))
        if result is None:
            result = run.judged_year(set_key, year.start, by_year[year.start], closed=False)
        if result is not None:
            own.append(result)
    years += own
    rule_set = run.book.version_on(set_key, cycle.end)
    if rule_set is not None:
        pairs = [(entry, run.by_id[entry.evidence]) for each in by_year.values() for entry in each]
        cycles.append(judge_cycle(rule_set, cycle, pairs, own, facts=run.facts, presence=run.presence))


def _programmes(run: _Run, set_key: str, entries: Sequence[Entry], cycles: Sequence[Cycle]) -> list[ProgrammeResult]:
    """Programmes by the version of the last cycle in which anything happened."""
    rule_set = run.book.version_on(set_key, cycles[-1].end) if cycles else None
    if rule_set is None:
        return []
    pairs = [(entry, run.by_id[entry.evidence]) for entry in entries]
    judged = [judge_programme(rule_set, each, pairs, presence=run.presence) for each in rule_set.programmes]
    return [each for each in judged if each is not None]


def _refusal(candidate: Candidate, reason: str) -> Refusal:
    rule_set = candidate.rule_set
    return Refusal(
        evidence=candidate.id,
        reason=reason,
        clause=candidate.clause_id,
        set=rule_set.set if rule_set is not None else "",
        version=rule_set.version if rule_set is not None else "",
        steps=candidate.raw.steps,
    )
