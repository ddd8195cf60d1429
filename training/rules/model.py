"""A rule set as read: frozen, checked, amounts in grains, rationals as ``Fraction``. No arithmetic here.

Grains are the smallest unit of a set: minutes in hour sets (45 = 1 学时), hundredths in credit sets (100 = 1 学分).
``standing`` says whether a number was seen in the text of the rule (``published``) or is the product's default
(``assumed``), in which case a district may edit it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from training.rules.calendar import Calendar
from training.rules.vocabulary import KEY_WINDOW

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Name:
    """What people call a thing."""

    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a minimum counts: entries that meet every condition stated; an empty condition asks nothing."""

    id: str
    name: Name = Name()
    types: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    category: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A minimum of a year or a cycle, in grains.

    ``single``: one entry alone must reach it. ``when_single``: asked only in a year with an entry that meets the named
    single requirement. ``surplus_from``: what exceeds the named minimum helps here. ``person``: asked only of persons
    with this flag.
    """

    id: str
    scope: str
    window: str
    minimum: int
    name: Name = Name()
    advice: bool = False
    person: str = ""
    single: bool = False
    when_single: str = ""
    surplus_from: str = ""
    standing: str = "assumed"


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that entries naming it may get together in one window: ``day``, ``year``, ``cycle``, ``key:<field>``."""

    id: str
    window: str
    amount: int
    name: Name = Name()
    standing: str = "assumed"

    @property
    def key_field(self) -> str:
        """The evidence field whose value names the window, empty for windows of time."""
        return self.window.removeprefix(KEY_WINDOW) if self.window.startswith(KEY_WINDOW) else ""


@dataclass(frozen=True, slots=True)
class Match:
    """One way for evidence to fit a clause: field → accepted values."""

    accepted: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Formula:
    """How the raw amount is found.

    ``rate`` is grains per unit of ``kind``. ``whole`` drops what is less than one 学时, per ``day`` or in ``total``.
    ``cells`` maps the values of the fields ``by`` to grains. ``least``/``most`` bound what a certifier may grant.
    """

    kind: str
    rate: Fraction = ONE
    whole: str = ""
    hours_per_day: Fraction = Fraction(0)
    block_minutes: int = 0
    blocks_per_day: int = 0
    by: tuple[str, ...] = ()
    cells: Mapping[tuple[str, ...], Fraction] = field(default_factory=dict)
    least: int = 0
    most: int = 0
    factors: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    share: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A line of the rules: what it fits, what it asks, what it gives, who certifies."""

    id: str
    matches: tuple[Match, ...]
    formula: Formula
    name: Name = Name()
    needs: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    counts_year: Fraction = ONE
    counts_cycle: Fraction = ONE
    exclusive: bool = False
    level_as: str = ""
    categories: frozenset[str] = frozenset()
    evidence: tuple[str, ...] = ()
    certifier: str = ""
    standing: Mapping[str, str] = field(default_factory=dict)

    @property
    def names_outcome(self) -> bool:
        """Whether the clause is about a certain outcome, so that a failed one is not nothing."""
        return any("outcome" in match.accepted for match in self.matches)


@dataclass(frozen=True, slots=True)
class Programme:
    """A training of its own (new teachers, principals) with a total of uncounted amounts and parts of it.

    ``window`` is ``probation`` where only entries of the probation period count, else ``all``.
    """

    id: str
    clauses: frozenset[str]
    minimum: int
    name: Name = Name()
    parts: tuple[tuple[Scope, int], ...] = ()
    window: str = "all"
    standing: str = "assumed"


@dataclass(frozen=True, slots=True)
class Band:
    """A line of the yearly form: totals below ``below`` grains (``None``: the rest)."""

    label: str
    below: int | None


@dataclass(frozen=True)
class RuleSet:
    """One version of a rule set, overlays already laid."""

    set: str
    version: str
    name: Name
    document: Mapping[str, Any]
    effective_from: date
    unit: str
    grains: int
    per_hour: Fraction
    calendar: Calendar
    supersedes: str = ""
    extends: str = ""
    failed_year_blocks: bool = False
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    caps: Mapping[str, Cap] = field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    programmes: tuple[Programme, ...] = ()
    bands: tuple[Band, ...] = ()
    countable_days: int = 183
    exempt_kinds: frozenset[str] = frozenset()
    transfer_mode: str = "import"
    text: str = ""

    @property
    def reference(self) -> str:
        """``set@version``, as ``extends`` writes it."""
        return f"{self.set}@{self.version}"

    def clause(self, clause_id: str) -> Clause | None:
        """The clause called ``clause_id``."""
        return next((clause for clause in self.clauses if clause.id == clause_id), None)

    def requirement(self, requirement_id: str) -> Requirement | None:
        """The requirement called ``requirement_id``."""
        return next((each for each in self.requirements if each.id == requirement_id), None)
