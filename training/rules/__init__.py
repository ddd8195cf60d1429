"""The rule engine: facts of one person and versioned rule sets in, entries, refusals, figures and reasons out.

Pure: standard library and PyYAML only, no models, no clock. ``read_facts`` takes the mapping of a case,
``evaluate(facts, book)`` gives a ``Result``; ``load_shipped_rule_sets`` is the rule book that comes with the product.
"""

from training.rules.amounts import format_amount
from training.rules.calendar import Calendar, Cycle, Year
from training.rules.cases import Case, read_case, read_cases, read_facts
from training.rules.errors import CaseError, RuleFileError
from training.rules.evaluation import evaluate
from training.rules.expectations import differences
from training.rules.explanations import explain, explanations
from training.rules.facts import Closure, Evidence, Facts, Membership, Period
from training.rules.matching import OPENING_CLAUSE
from training.rules.model import Cap, Clause, Programme, Requirement, RuleSet, Scope
from training.rules.registry import RuleBook, load_rule_files, load_shipped_rule_sets, read_rule_book
from training.rules.results import (
    IMPORT_CLAUSE,
    CycleResult,
    Entry,
    Judged,
    ProgrammeResult,
    Refusal,
    Result,
    YearResult,
)

__all__ = [
    "IMPORT_CLAUSE",
    "OPENING_CLAUSE",
    "Calendar",
    "Cap",
    "Case",
    "CaseError",
    "Clause",
    "Closure",
    "Cycle",
    "CycleResult",
    "Entry",
    "Evidence",
    "Facts",
    "Judged",
    "Membership",
    "Period",
    "Programme",
    "ProgrammeResult",
    "Refusal",
    "Requirement",
    "Result",
    "RuleBook",
    "RuleFileError",
    "RuleSet",
    "Scope",
    "Year",
    "YearResult",
    "differences",
    "evaluate",
    "explain",
    "explanations",
    "format_amount",
    "load_rule_files",
    "load_shipped_rule_sets",
    "read_case",
    "read_cases",
    "read_facts",
    "read_rule_book",
]
