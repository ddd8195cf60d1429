"""A mapping read field by field, strictly: what nobody asked for, or has the wrong shape, is an error with its path."""

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from training.rules.errors import RuleFileError

_MISSING = object()
_RATIONAL = re.compile(r"[0-9]+(/[1-9][0-9]*)?")


class Fields:
    """One mapping of a rule file; every read marks a field as known, ``finish`` refuses the others."""

    def __init__(self, value: Any, *, file: str, path: str) -> None:
        self.file = file
        self.path = path
        if not isinstance(value, dict):
            raise RuleFileError(file, path, f"a mapping is wanted, not {value!r}")
        self._value = value
        self._known: set[Any] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._value

    def at(self, name: Any) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else str(name)

    def error(self, name: Any, reason: str) -> RuleFileError:
        """What to raise about a field."""
        return RuleFileError(self.file, self.at(name), reason)

    def take(self, name: str, default: Any = _MISSING) -> Any:
        """The value as it stands; an error where it is missing and has no default."""
        self._known.add(name)
        if name not in self._value:
            if default is _MISSING:
                raise self.error(name, "missing")
            return default
        return self._value[name]

    def rest(self, *read: str) -> list[Any]:
        """The names of all fields but ``read``, marked as known."""
        names = [name for name in self._value if name not in read]
        self._known.update(names)
        return names

    def text(self, name: str, default: Any = _MISSING) -> str:
        """A text; numbers in keys and labels (a year, a grade) are taken as text."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.error(name, f"a text is wanted, not {value!r}")
        return str(value)

    def choice(self, name: str, among: Iterable[str], default: Any = _MISSING) -> str:
        """A text out of a closed list."""
        value = self.text(name, default)
        self.known(name, value, among)
        return value

    def known(self, name: Any, value: str, among: Iterable[str]) -> None:
        """Refuse a word outside ``among``."""
        words = set(among)
        if value not in words:
            raise self.error(name, f"unknown {value!r}; known: {', '.join(sorted(words - {''}))}")

    def whole(self, name: str, default: Any = _MISSING, least: int = 0) -> int:
        """A whole number, never a float."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(name, f"a whole number from {least} is wanted, not {value!r}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.take(name, default)
        if not isinstance(value, bool):
            raise self.error(name, f"true or false is wanted, not {value!r}")
        return value

    def day(self, name: str) -> date:
        """A date."""
        value = self.take(name)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError as error:
                raise self.error(name, f"a date is wanted, not {value!r}") from error
        if type(value) is not date:
            raise self.error(name, f"a date is wanted, not {value!r}")
        return value

    def rational(self, name: Any, default: Any = _MISSING) -> Fraction:
        """A whole number or a text ``n/d``; floats are refused because they are not exact."""
        value = self.take(name, default)
        if isinstance(value, Fraction):
            return value
        if not isinstance(value, int | str) or isinstance(value, bool) or not _RATIONAL.fullmatch(str(value)):
            raise self.error(name, f"a whole number or a rational n/d is wanted, not {value!r}")
        return Fraction(value)

    def words(self, name: str, among: Iterable[str] | None = None) -> tuple[str, ...]:
        """A text or a list of texts, in order; empty where the field is missing."""
        value = self.take(name, [])
        values = value if isinstance(value, list) else [value]
        for each in values:
            if isinstance(each, bool) or not isinstance(each, str | int):
                raise self.error(name, f"a text or a list of texts is wanted, not {value!r}")
            if among is not None:
                self.known(name, str(each), among)
        return tuple(str(each) for each in values)

    def child(self, name: Any, default: Any = _MISSING) -> "Fields":
        """A mapping inside this one."""
        return Fields(self.take(name, default), file=self.file, path=self.at(name))

    def children(self, name: str) -> list["Fields"]:
        """A list of mappings, each under its ``id``; an id stands once."""
        value = self.take(name, [])
        if not isinstance(value, list):
            raise self.error(name, f"a list is wanted, not {value!r}")
        found, seen = [], set()
        for place, each in enumerate(value):
            label = each.get("id", place) if isinstance(each, dict) else place
            if label in seen:
                raise self.error(name, f"the id {label!r} stands twice")
            seen.add(label)
            found.append(Fields(each, file=self.file, path=f"{self.at(name)}[{label}]"))
        return found

    def finish(self) -> None:
        """Refuse fields that nobody read."""
        unknown = [name for name in self._value if name not in self._known]
        if unknown:
            raise self.error(unknown[0], f"unknown field; known here: {', '.join(sorted(map(str, self._known)))}")
