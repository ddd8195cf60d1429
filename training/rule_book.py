"""The rule sets as the pages and the ledger ask for them; arithmetic stays in ``training.rules``."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum for a scope, in grains; ``value`` where it was judged."""

    scope: str
    minimum: int
    value: int = 0


@dataclass(frozen=True)
class Terms:
    """A rule set as it applies to one of its years."""

    set_key: str
    version: str = ""
    name: str = ""
    document: str = ""
    unit: str = ""
    grains: int = 1
    year: str = ""
    year_first: date = date.min
    year_last: date = date.max
    cycle_first: date = date.min
    year_floors: tuple[Floor, ...] = field(default_factory=tuple)
    cycle_floors: tuple[Floor, ...] = field(default_factory=tuple)


def rule_book() -> Any:
    raise NotImplementedError


def shipped_versions() -> list[Any]:
    raise NotImplementedError


def year_bounds(book: Any, set_key: str, label: str) -> tuple[date, date]:
    raise NotImplementedError


def unit_of(book: Any, set_key: str) -> str:
    raise NotImplementedError


def grains_of(book: Any, set_key: str) -> int:
    raise NotImplementedError


def scopes_of(book: Any, set_key: str) -> list[str]:
    raise NotImplementedError


def terms_on(set_key: str, day: date) -> Terms:
    raise NotImplementedError


def terms_of_year(set_key: str, label: str) -> Terms:
    raise NotImplementedError


def clause_words(set_key: str, version: str, clause: str) -> str:
    raise NotImplementedError


def exempt_by_days(terms: Terms, spans: Any, leaves: Any) -> bool:
    raise NotImplementedError
