"""A mapping of a case read field by field; the counterpart of ``reading`` for facts, with errors that name the case."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from training.rules.errors import CaseError

_MISSING = object()


class Item:
    """One mapping; every read marks a field as known, ``finish`` refuses the others."""

    def __init__(self, value: Any, *, case: str, path: str) -> None:
        self.case = case
        self.path = path
        if not isinstance(value, dict):
            raise CaseError(case, path, f"a mapping is wanted, not {value!r}")
        self._value = dict(value)
        self._known: set[Any] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._value

    def error(self, name: Any, reason: str) -> CaseError:
        """What to raise about a field."""
        return CaseError(self.case, f"{self.path}.{name}" if self.path else str(name), reason)

    def names(self) -> list[Any]:
        """All field names."""
        return list(self._value)

    def get(self, name: str) -> Any:
        """A value without marking it as known."""
        return self._value.get(name)

    def put(self, name: str, value: Any) -> None:
        """Set a field that the text left out."""
        self._value[name] = value

    def take(self, name: str, default: Any = _MISSING) -> Any:
        """The value as it stands, ``None`` counting as absent; an error where it is missing and has no default."""
        self._known.add(name)
        value = self._value.get(name)
        if value is None:
            if default is _MISSING:
                raise self.error(name, "missing")
            return default
        return value

    def text(self, name: str, default: Any = _MISSING) -> str:
        """A text; a year or a grade may be written as a number, a season's name never as a date."""
        value = self.take(name, default)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.error(name, f"a text is wanted, not {value!r}")
        return str(value)

    def choice(self, name: str, among: Iterable[str], default: Any = _MISSING) -> str:
        """A text out of a closed list."""
        value = self.text(name, default)
        words = set(among)
        if value not in words:
            raise self.error(name, f"unknown {value!r}; known: {', '.join(sorted(words - {''}))}")
        return value

    def day(self, name: str, default: Any = _MISSING) -> Any:
        """A date, or the default."""
        value = self.take(name, default)
        if value is default:
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise self.error(name, f"a date is wanted, not {value!r}") from error
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.error(name, f"a date is wanted, not {value!r}")
        return value

    def whole(self, name: str, default: Any = _MISSING) -> int:
        """A whole number, never negative, never a float."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(name, f"a whole number from 0 is wanted, not {value!r}")
        return value

    def rational(self, name: str) -> Fraction:
        """A whole number, ``n/d`` or a decimal taken at its written value."""
        value = self.take(name)
        try:
            if isinstance(value, bool):
                raise ValueError(value)
            found = Fraction(str(value))
        except (ValueError, ZeroDivisionError) as error:
            raise self.error(name, f"a number or n/d is wanted, not {value!r}") from error
        if found < 0:
            raise self.error(name, "below 0")
        return found

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.error(name, f"true or false is wanted, not {value!r}")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts; empty where the field is missing."""
        value = self.take(name, [])
        values = value if isinstance(value, list | tuple) else [value]
        if not all(isinstance(each, str) for each in values):
            raise self.error(name, f"a list of texts is wanted, not {value!r}")
        return tuple(values)

    def child(self, name: str) -> "Item":
        """A mapping inside this one, empty where missing."""
        return Item(self.take(name, {}), case=self.case, path=f"{self.path}.{name}" if self.path else name)

    def items(self, name: str) -> list["Item"]:
        """A list of mappings (one alone may stand without the list), each named by its ``id`` or place."""
        value = self.take(name, [])
        values = [value] if isinstance(value, dict) else value
        if not isinstance(values, list | tuple):
            raise self.error(name, f"a list is wanted, not {value!r}")
        found = []
        for place, each in enumerate(values):
            label = each.get("id", place) if isinstance(each, dict) else place
            found.append(Item(each, case=self.case, path=f"{name}[{label}]"))
        return found

    def finish(self) -> None:
        """Refuse fields that nobody read."""
        unknown = [name for name in self._value if name not in self._known]
        if unknown:
            raise self.error(unknown[0], "unknown field")
