"""The rule engine's answer in the words of the ledger and of the pages; the arithmetic is ``training.rules``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from training.constants import OPENING_TYPE, EntryKind
from training.facts import Case
from training.posting import Award
from training.rule_book import Floor, Terms, asked_of_everybody, rule_book
from training.rules import Entry, Result, evaluate, explain, read_facts

# What of the engine's explanation is kept with the entry; the rest stands in the entry's own fields.
EXPLAINED = ("steps", "caps", "cut", "counts", "source_set", "late", "taken_back")


@dataclass(frozen=True, slots=True)
class CapState:
    """A ceiling of the year and how much of it is used, in grains."""

    name: str
    used: int
    most: int


@dataclass(frozen=True)
class Judgement:
    """What the engine says about one person; reads only."""

    result: Result

    @property
    def refused(self) -> dict[int, str]:
        """Reason by evidence that gives nothing."""
        return {int(each.evidence): each.reason for each in self.result.refusals}

    def audit(self, set_key: str, year: str) -> str:
        """pass, fail or exempt; empty for a year the engine has nothing about."""
        found = self.result.year(set_key, year)
        return found.audit if found else ""

    def cycle_floors(self, terms: Terms) -> list[Floor]:
        """Minimums of the cycle with their values, after surplus and the proportion of countable years."""
        found = self.result.cycle(terms.set_key, terms.cycle_first)
        return _floors(terms, found.requirements) if found else list(terms.cycle_floors)

    def year_floors(self, terms: Terms) -> list[Floor]:
        """Minimums of the year with their values."""
        found = self.result.year(terms.set_key, terms.year)
        return _floors(terms, found.requirements) if found else list(terms.year_floors)

    def year_caps(self, terms: Terms) -> list[CapState]:
        """Ceilings that something of the year came under."""
        used: dict[tuple[str, str], CapState] = {}
        for entry in self.result.entries:
            if (entry.set, entry.year) != (terms.set_key, terms.year):
                continue
            for use in entry.uses:
                cap = terms.rule_set.caps.get(use.cap)
                if cap is None or cap.window in ("day", "cycle"):
                    continue
                used[use.cap, use.value] = CapState(
                    _cap_words(cap.name.zh or use.cap), use.amount - use.room_after, use.amount
                )
        return list(used.values())


def _cap_words(name: str) -> str:
    """What the ceiling is about, without saying that it is one."""
    return name.replace("每年上限", "").removesuffix("上限")


def _floors(terms: Terms, judged: Iterable[Any]) -> list[Floor]:
    found = []
    for each in judged:
        requirement = terms.rule_set.requirement(each.id)
        if requirement is None or each.advice or requirement.single or requirement.when_single:
            continue
        if requirement.person and not asked_of_everybody(requirement) and each.minimum == 0:
            continue
        found.append(Floor(requirement.scope, each.minimum, each.value, requirement.name.zh))
    return sorted(found, key=lambda floor: floor.scope != "total")


def judge(case: Case, *, days: Sequence[date] = ()) -> Judgement:
    """Evaluate a case; ``days`` adds the cycles of days on which nothing happened (today, say)."""
    book = rule_book()
    return Judgement(evaluate(read_facts(case, book=book), book, days=days))


def awards_of(case: Case) -> list[Award]:
    """Everything the rules give for the case, imports at a transfer included."""
    opening = {each["id"] for each in case["evidence"] if each["type"] == OPENING_TYPE}
    result = judge(case).result
    return [_award(entry, entry.evidence in opening) for entry in (*result.entries, *result.imports)]


def _award(entry: Entry, opening: bool) -> Award:
    return Award(
        evidence_id=int(entry.evidence),
        kind=EntryKind.OPENING if opening and not entry.source_set else EntryKind.AWARD,
        set_key=entry.set,
        set_version=entry.version,
        clause=entry.clause,
        year=entry.year,
        cycle=entry.cycle,
        occurred_on=entry.occurred,
        booked_on=entry.booked,
        amount=entry.credited,
        raw_amount=entry.raw,
        year_amount=entry.year_amount,
        cycle_amount=entry.cycle_amount,
        scopes=tuple(sorted(entry.scopes)),
        level=entry.level,
        explanation={name: value for name, value in explain(entry).items() if name in EXPLAINED and value},
    )
