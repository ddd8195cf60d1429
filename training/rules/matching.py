"""From evidence to the clause it falls under: set, version, clause, needs, raw amount, booking day.

The version in force on the last day of the activity decides, in the set of the person's home organization that day; an
activity of several days belongs whole to the year of its last day. What is posted after its year closed is booked on
the day it was posted.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from training.rules.calendar import ONE_DAY, Cycle, Year
from training.rules.clause_reading import APPROVED_LEVEL
from training.rules.facts import Evidence, Facts
from training.rules.formulas import NOTHING, Raw, Step, raw_amount
from training.rules.model import Clause, RuleSet, Scope
from training.rules.needs import unmet
from training.rules.presence import Presence
from training.rules.registry import RuleBook
from training.rules.vocabulary import LEVEL_RANK, OPENING_BALANCE

OPENING_CLAUSE = "opening"
BELOW_UNIT = "below_unit"
Closings = Mapping[tuple[str, date], date]  # (set, first day of the year) → day it was closed


@dataclass(frozen=True, slots=True)
class Candidate:
    """Evidence with its clause and raw amount, or with the reason why it has none."""

    evidence: Evidence
    refusal: str = ""
    rule_set: RuleSet | None = None
    clause: Clause | None = None
    raw: Raw = NOTHING
    booked: date = date.min
    year: Year | None = None
    cycle: Cycle | None = None
    late: bool = False
    number: str = ""
    activity: str = ""
    level: str = ""
    categories: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The id of the evidence."""
        return self.evidence.id

    @property
    def clause_id(self) -> str:
        """The clause, ``opening`` for an opening balance, empty where none fits."""
        if self.clause is not None:
            return self.clause.id
        return OPENING_CLAUSE if self.rule_set is not None and self.evidence.type == OPENING_BALANCE else ""

    def meets(self, scope: Scope) -> bool:
        """Whether it counts towards ``scope``; an opening balance says so itself."""
        if self.evidence.type == OPENING_BALANCE:
            return scope.id in self.evidence.value("scopes", ())
        return (
            (not scope.types or self.evidence.type in scope.types)
            and (not scope.clauses or self.clause_id in scope.clauses)
            and (not scope.levels or self.level in scope.levels)
            and (not scope.category or scope.category in self.categories)
        )


def candidates_of(facts: Facts, *, book: RuleBook, presence: Presence, closings: Closings) -> list[Candidate]:
    """All evidence by (booking day, id)."""
    found = [_candidate(each, book, presence, closings) for each in facts.evidence]
    return sorted(found, key=lambda each: (each.booked, each.id))


def certificate(number: str) -> str:
    """A certificate number as compared: NFKC, upper case, letters and digits only."""
    return "".join(each for each in unicodedata.normalize("NFKC", number).upper() if each.isalnum())


def fitting_clause(rule_set: RuleSet, evidence: Evidence) -> Clause | None:
    """The first clause in file order that fits."""
    for clause in rule_set.clauses:
        for match in clause.matches:
            if all(_field(name, evidence) in accepted for name, accepted in match.accepted.items()):
                return clause
    return None


def _field(name: str, evidence: Evidence) -> str:
    if name in ("type", "level", "role", "outcome"):
        return str(getattr(evidence, name))
    return str(evidence.value(name, ""))


def _candidate(evidence: Evidence, book: RuleBook, presence: Presence, closings: Closings) -> Candidate:
    opening = evidence.type == OPENING_BALANCE
    set_key = evidence.value("set") if opening and "set" in evidence.values else presence.home_on(evidence.date)
    rule_set = book.version_on(set_key, evidence.date) if set_key in book.sets else None
    if rule_set is None:
        return Candidate(evidence, refusal="not_in_scope", booked=evidence.date)
    clause = None if opening else fitting_clause(rule_set, evidence)
    if clause is None and not opening:
        return Candidate(evidence, refusal="no_clause", rule_set=rule_set, booked=evidence.date)
    booked, late = _booking(evidence, rule_set, closings)
    raw, refusal = _raw(clause, evidence)
    number = certificate(evidence.value("cert_no", ""))
    return Candidate(
        evidence,
        refusal=refusal,
        rule_set=rule_set,
        clause=clause,
        raw=raw,
        booked=booked,
        year=rule_set.calendar.year_of(booked),
        cycle=rule_set.calendar.cycle_of(booked),
        late=late,
        number=number,
        activity=evidence.value("activity", "") if clause is not None and clause.exclusive else "",
        level=_level(clause, evidence),
        categories=(clause.categories if clause is not None else frozenset()) or evidence.categories,
    )


def _raw(clause: Clause | None, evidence: Evidence) -> tuple[Raw, str]:
    """The raw amount and why it does not count; an opening balance counts as it stands."""
    if clause is None:
        granted = evidence.value("granted", 0)
        raw = Raw(granted, ((None, granted),), (Step("granted", {"granted": granted}, granted),))
    else:
        missing = unmet(clause.needs, evidence)
        if missing:
            return NOTHING, f"needs:{missing}"
        raw = raw_amount(clause, evidence)
    return raw, raw.refusal or ("" if raw.amount > 0 else BELOW_UNIT)


def _level(clause: Clause | None, evidence: Evidence) -> str:
    """The level it counts at: its own, the clause's, or that of its approval where this is higher."""
    if clause is None or not clause.level_as:
        return evidence.level
    if clause.level_as != APPROVED_LEVEL:
        return clause.level_as
    approved = evidence.value(APPROVED_LEVEL, "")
    return max((evidence.level, approved), key=lambda level: LEVEL_RANK.get(level, -1))


def _booking(evidence: Evidence, rule_set: RuleSet, closings: Closings) -> tuple[date, bool]:
    """The booking day and whether it is late: posted after the year of the activity had closed."""
    calendar = rule_set.calendar
    booked = evidence.date
    if evidence.type == OPENING_BALANCE and "year" in evidence.values:
        year = calendar.year_named(evidence.value("year"))
        booked = min(max(booked, year.start), year.end)
    late = False
    while _closed(rule_set.set, calendar.year_of(booked), evidence.posted, closings):
        booked = calendar.year_of(booked).end + ONE_DAY if late else max(evidence.posted, evidence.date)
        late = True
    return booked, late


def _closed(set_key: str, year: Year, day: date, closings: Closings) -> bool:
    closed = closings.get((set_key, year.start))
    return closed is not None and closed < day
