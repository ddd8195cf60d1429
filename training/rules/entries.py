"""From awards to entries: what counts towards year and cycle, and what comes along at a transfer between sets.

``counts`` comes after the caps, floored per entry. With ``import`` what counted in the former set counts here, through
学时, floored per entry, under no new caps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from training.rules.caps import Award
from training.rules.matching import Candidate
from training.rules.model import ONE, RuleSet
from training.rules.presence import Presence
from training.rules.registry import RuleBook
from training.rules.results import IMPORT_CLAUSE, Entry
from training.rules.settling import Settlement, YearKey

ImportKey = tuple[str, str]  # evidence, receiving set


def floor_times(amount: int, factor: Fraction) -> int:
    """``amount`` times an exact factor, floored to the grain."""
    return amount * factor.numerator // factor.denominator


def entry_of(award: Award, *, taken_back: bool) -> Entry:
    """The entry of an award."""
    candidate = award.candidate
    rule_set, year, cycle = candidate.rule_set, candidate.year, candidate.cycle
    if rule_set is None or year is None or cycle is None:
        raise ValueError(f"evidence {candidate.id} has no rule set")
    clause = candidate.clause
    counts = (ONE, ONE) if clause is None else (clause.counts_year, clause.counts_cycle)
    return Entry(
        evidence=candidate.id,
        clause=candidate.clause_id,
        set=rule_set.set,
        version=rule_set.version,
        year=year.label,
        year_start=year.start,
        cycle=cycle.start,
        occurred=candidate.evidence.date,
        booked=candidate.booked,
        raw=candidate.raw.amount,
        credited=award.credited,
        year_amount=floor_times(award.credited, counts[0]),
        cycle_amount=0 if taken_back else floor_times(award.credited, counts[1]),
        scopes=_scopes(candidate, rule_set),
        level=candidate.level,
        late=candidate.late,
        taken_back=taken_back,
        cut=award.cut,
        uses=award.uses,
        steps=candidate.raw.steps,
        counts=counts,
    )


def imports_of(
    settlement: Settlement,
    entries: Iterable[Entry],
    *,
    book: RuleBook,
    presence: Presence,
    transfer_mode: str,
    held: Mapping[ImportKey, Entry],
    closed: set[YearKey],
) -> list[Entry]:
    """What comes along into each set the person came into later than the activity.

    ``held`` are imports that a closed year of the receiving set holds; a closed year takes in nothing further.
    """
    found: list[Entry] = []
    if len(presence.sets) < 2:
        return found
    for entry in entries:
        candidate = settlement.awards[entry.evidence].candidate
        for set_key in presence.sets:
            if set_key == entry.set or presence.last_arrival(set_key) <= entry.occurred:
                continue
            came = _import(entry, candidate, book.version_on(set_key, entry.booked), transfer_mode)
            if came is not None:
                found.append(_held(came, held, closed))
    still = {(each.evidence, each.set) for each in found}
    gone = [each for key, each in held.items() if key not in still]
    return found + [replace(each, cycle_amount=0, taken_back=True) for each in gone]


def _import(entry: Entry, candidate: Candidate, target: RuleSet | None, transfer_mode: str) -> Entry | None:
    source = candidate.rule_set
    if target is None or source is None or (transfer_mode or target.transfer_mode) != "import":
        return None
    year = target.calendar.year_of(entry.booked)
    rate = target.per_hour / source.per_hour
    return Entry(
        evidence=entry.evidence,
        clause=IMPORT_CLAUSE,
        set=target.set,
        version=target.version,
        year=year.label,
        year_start=year.start,
        cycle=target.calendar.cycle_of(entry.booked).start,
        occurred=entry.occurred,
        booked=entry.booked,
        raw=floor_times(entry.credited, rate),
        credited=floor_times(entry.credited, rate),
        year_amount=floor_times(entry.year_amount, rate),
        cycle_amount=floor_times(entry.cycle_amount, rate),
        scopes=_scopes(candidate, target),
        level=entry.level,
        late=entry.late,
        taken_back=entry.taken_back,
        counts=(rate, rate),
        source_set=entry.set,
    )


def _held(came: Entry, held: Mapping[ImportKey, Entry], closed: set[YearKey]) -> Entry:
    """The import with the year amount that a closed year holds."""
    before = held.get((came.evidence, came.set))
    if before is None and (came.set, came.year_start) not in closed:
        return came
    amount = before.year_amount if before is not None else 0
    return replace(came, year_amount=amount)


def _scopes(candidate: Candidate, rule_set: RuleSet) -> tuple[str, ...]:
    return tuple(name for name, scope in rule_set.scopes.items() if candidate.meets(scope))
