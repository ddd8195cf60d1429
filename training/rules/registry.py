"""The rule book: every version of every set, and the shipped one."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from training.rules.calendar import Calendar, Cycle, Year
from training.rules.errors import RuleFileError
from training.rules.loader import build, laid_document, read_document
from training.rules.model import RuleSet

SHIPPED = Path(__file__).parent / "sets"


class RuleBook:
    """Versions by set, answering by day. Immutable once made."""

    def __init__(self, rule_sets: Iterable[RuleSet]) -> None:
        self._versions: dict[str, tuple[RuleSet, ...]] = {}
        by_set: dict[str, list[RuleSet]] = {}
        for rule_set in rule_sets:
            by_set.setdefault(rule_set.set, []).append(rule_set)
        for key in sorted(by_set):
            self._versions[key] = tuple(sorted(by_set[key], key=lambda each: each.effective_from))
            _check_succession(self._versions[key])

    @property
    def sets(self) -> tuple[str, ...]:
        """Keys of all sets."""
        return tuple(self._versions)

    def versions(self, set_key: str | None = None) -> tuple[RuleSet, ...]:
        """Versions of one set, or of all, oldest first."""
        keys = self.sets if set_key is None else (set_key,)
        return tuple(version for key in keys for version in self._versions[key])

    def version(self, set_key: str, version_id: str) -> RuleSet:
        """One version; ``KeyError`` where there is none."""
        for each in self._versions[set_key]:
            if each.version == version_id:
                return each
        raise KeyError(f"{set_key}@{version_id}")

    def version_on(self, set_key: str, day: date) -> RuleSet | None:
        """The version in force on ``day``; ``None`` before the first one. ``KeyError`` for an unknown set."""
        found = None
        for each in self._versions[set_key]:
            if each.effective_from > day:
                break
            found = each
        return found

    def calendar(self, set_key: str) -> Calendar:
        """Years and cycles of a set; all versions have the same."""
        return self._versions[set_key][-1].calendar

    def year_of(self, set_key: str, day: date) -> Year:
        """The rule-set year that ``day`` lies in: label, start, end."""
        return self.calendar(set_key).year_of(day)

    def year_named(self, set_key: str, label: str) -> Year:
        """The year called ``label``; ``ValueError`` where there is none."""
        return self.calendar(set_key).year_named(label)

    def cycle_of(self, set_key: str, day: date) -> Cycle:
        """The cycle that ``day`` lies in: start, end, years."""
        return self.calendar(set_key).cycle_of(day)


def _check_succession(versions: tuple[RuleSet, ...]) -> None:
    """Every version but the first names the one before, and none moves the borders of years and cycles."""
    for before, after in zip((None, *versions), versions, strict=False):
        expected = before.version if before else ""
        if after.supersedes != expected:
            raise RuleFileError(
                after.reference, "version.supersedes", f"{expected!r} is wanted, not {after.supersedes!r}"
            )
        if before and before.effective_from == after.effective_from:
            raise RuleFileError(after.reference, "effective_from", f"the same day as version {before.version}")
        if before and not _same_borders(before.calendar, after.calendar):
            raise RuleFileError(after.reference, "year", "a version must keep the borders of years and cycles")


def _same_borders(one: Calendar, other: Calendar) -> bool:
    return (one.month, one.day, one.years_per_cycle) == (other.month, other.day, other.years_per_cycle) and (
        one.anchor.year - other.anchor.year
    ) % one.years_per_cycle == 0


def read_rule_book(texts: Iterable[tuple[str, str]]) -> RuleBook:
    """A rule book from (file name, text) pairs in any order; overlays find what they extend among them."""
    documents: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for file, text in texts:
        document = read_document(text, file=file)
        reference = f"{document['set']}@{document['version']['id']}"
        if reference in documents:
            raise RuleFileError(file, "version", f"{reference} stands in {documents[reference][0]} already")
        documents[reference] = (file, text, document)

    def laid(reference: str, asked: tuple[str, ...], asker: str) -> dict[str, Any]:
        if reference not in documents or reference in asked:
            raise RuleFileError(asker, "extends", f"unknown or circular {reference!r}")
        file, _text, document = documents[reference]
        return laid_document(document, file=file, base=lambda other: laid(other, (*asked, reference), file))

    return RuleBook(
        build(laid(reference, (), file), file=file, text=text) for reference, (file, text, _doc) in documents.items()
    )


def load_rule_files(folder: Path) -> RuleBook:
    """The rule book of all ``*.yaml`` files of a folder."""
    paths = sorted(folder.glob("*.yaml"))
    return read_rule_book([(path.name, path.read_text(encoding="utf-8")) for path in paths])


@cache
def load_shipped_rule_sets() -> RuleBook:
    """The sets that come with the product; read once per process."""
    return load_rule_files(SHIPPED)
