"""Queries that are composed once per process and asked many times.

Composing a Django query over ten joined tables takes longer than answering it, twice: Django writes the same text
again for every request, and PostgreSQL plans it again. A function under ``@prepared`` composes its query set once,
with a mark in the place of each argument; every later call only puts its values where the marks stood::

    @prepared
    def steps_of(page: int) -> QuerySet[LessonLevelStep]:
        return LessonLevelStep.objects.filter(page=page)

    steps_of(page=7)  # → list

On PostgreSQL the statement is prepared on the connection (``prepare_threshold`` in the database settings), so that it
is planned once too. The arguments are ``int``, ``str``, ``date``, ``datetime`` or ``Few`` keys, never ``None``: the
text of a query must not depend on their values. What is true of a moment (``timezone.now()``, ``in_force()`` without a
day) has to be an argument. The answer is a list, since what would be added to the query set afterwards would be lost.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

P = ParamSpec("P")
Row = TypeVar("Row")

MOST = 16
NO_KEY = -1


class Few(tuple[int, ...]):
    """At most ``MOST`` keys for ``__in``; the statement has room for all of them, and unused places hold no key."""

    def __new__(cls, keys: Iterable[int]) -> "Few":
        """Raises ``ValueError`` for more keys than there is room."""
        given = tuple(keys)
        if len(given) > MOST:
            raise ValueError(f"{len(given)} keys where there is room for {MOST}")
        return super().__new__(cls, given + (NO_KEY,) * (MOST - len(given)))

    @classmethod
    def each(cls, keys: Iterable[int]) -> "Iterator[Few]":
        """As many of them as hold all ``keys``; usually one, without a key none."""
        given = list(keys)
        return (cls(given[start : start + MOST]) for start in range(0, len(given), MOST))


# Values that no query names by itself; the largest number stays within a 32-bit integer.
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2_147_000_000 + MOST * place,
    Few: lambda place: Few(range(2_147_000_000 + MOST * place, 2_147_000_000 + MOST * (place + 1))),
    str: lambda place: f"prepared-argument-{place}",
    date: lambda place: date(1583, 1, 1 + place),
    datetime: lambda place: datetime(1583, 2, 1 + place, tzinfo=UTC),
}


class Prepared(Generic[P, Row]):
    """A function that composes a query set, asked by keyword; see the module."""

    def __init__(self, compose: Callable[P, "QuerySet[Any, Row]"]) -> None:
        functools.update_wrapper(self, compose)
        self._compose = compose
        self._kept: dict[str, Statement] = {}  # by kind of database

    def __call__(self, *args: P.args, **values: P.kwargs) -> list[Row]:
        """The rows, as the query set itself would give them; arguments are named."""
        if args:
            raise TypeError(f"{self._compose.__name__} takes named arguments only")
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        statement = self._kept.get(vendor)
        if statement is None:
            statement = self._kept[vendor] = Statement(self._compose)
        return statement.ask(values)


def prepared(compose: Callable[P, "QuerySet[Any, Row]"]) -> Prepared[P, Row]:
    """Compose the query set of ``compose`` at its first use and keep it."""
    return Prepared(compose)


class Statement:
    """One query set, compiled for one kind of database."""

    def __init__(self, compose: Callable[..., "QuerySet[Any, Any]"]) -> None:
        names = list(inspect.signature(compose).parameters)
        types = inspect.get_annotations(compose, eval_str=True)
        marks = {name: MARKS[types[name]](place) for place, name in enumerate(names)}
        self._rows = compose(**marks)
        self._compiler = self._rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, given = self._compiler.as_sql()
        self._given = [value.value if isinstance(value, Enum) else value for value in given]
        self._converters = self._compiler.get_converters([column[0] for column in self._columns])
        self._places = self._find(marks)

    @property
    def _columns(self) -> Any:
        return self._compiler.select[: self._compiler.col_count]

    def _find(self, marks: dict[str, Any]) -> list[tuple[int, str, int | None, Callable[[Any], Any]]]:
        """Where each argument stands: place among the parameters, name, place in ``Few``, and how it is written."""
        operations = self._compiler.connection.ops
        writers: dict[type, Callable[[Any], Any]] = {
            date: operations.adapt_datefield_value,
            datetime: operations.adapt_datetimefield_value,
        }
        wanted: list[tuple[str, int | None, Any]] = []
        for name, mark in marks.items():
            if isinstance(mark, Few):
                wanted += [(name, part, key) for part, key in enumerate(mark)]
            else:
                wanted.append((name, None, mark))
        found: list[tuple[int, str, int | None, Callable[[Any], Any]]] = []
        for name, part, mark in wanted:
            write = writers.get(type(mark))
            written = write(mark) if write else mark
            places = [place for place, value in enumerate(self._given) if value == written]
            if not places:
                raise ValueError(f"the argument {name} does not stand in the statement as it was given: {self._sql}")
            # PostgreSQL's integers have their width in their type.
            found += [(place, name, part, write or type(self._given[place])) for place in places]
        return found

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Put ``values`` where the marks stood, and read."""
        parameters = list(self._given)
        for place, name, part, write in self._places:
            parameters[place] = write(values[name] if part is None else values[name][part])
        compiler = _twin(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.get_converters = lambda _columns: self._converters
        compiler.execute_sql = lambda *_args, **_kwargs: [self._read(compiler.connection, parameters)]
        rows = _twin(self._rows)
        rows._query = _twin(self._rows.query)
        rows._query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(rows)

    def _read(self, connection: Any, parameters: list[Any]) -> Any:
        with _cursor(connection) as cursor:
            cursor.execute(self._sql, parameters)
            rows = cursor.fetchall()
        if self._compiler.has_extra_select:
            return [row[: self._compiler.col_count] for row in rows]
        return rows


def _cursor(connection: Any) -> Any:
    """A cursor; on PostgreSQL one whose parameters stay apart from the text, as a prepared statement needs them."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    usual, connection.connection.cursor_factory = connection.connection.cursor_factory, ServerBindingCursor
    try:
        return connection.cursor()
    finally:
        connection.connection.cursor_factory = usual


def _twin(kept: Any) -> Any:
    """A second object with the same attributes; ``copy.copy`` would ask a query set for its rows."""
    twin = object.__new__(type(kept))
    twin.__dict__.update(kept.__dict__)
    return twin
