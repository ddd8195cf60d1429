"""From YAML to frozen dataclasses, strictly: an unknown or missing field names its file and place.

Shapes are the annotations of the dataclasses: ``str``, ``int``, ``bool``, ``date``, ``X | None``, ``tuple[X, ...]``,
``dict[str, str]`` and nested dataclasses. Nothing is converted silently except lists into tuples.
"""

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

CONTENT = Path(__file__).parent / "content"
T = TypeVar("T")


class ContentError(ValueError):
    """A data file does not have the shape the composer needs."""


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def read_yaml(name: str) -> Any:
    """The parsed file ``content/<name>``."""
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


def read_folder(name: str) -> list[tuple[str, Any]]:
    """``(file name, parsed content)`` of every YAML file in ``content/<name>/``, by name."""
    folder = CONTENT / name
    return [(path.stem, read_yaml(f"{name}/{path.name}")) for path in sorted(folder.glob("*.yaml"))]


def build(shape: type[T], value: Any, *, where: str) -> T:
    """An instance of the dataclass ``shape`` from a mapping; ``where`` is the place shown in an error."""
    if not isinstance(value, dict):
        raise ContentError(f"{where}: a mapping is needed, not {type(value).__name__}")
    known = {field.name: field for field in fields(shape)}  # type: ignore[arg-type]
    if unknown := sorted(set(value) - set(known)):
        raise ContentError(f"{where}: unknown fields {', '.join(map(str, unknown))}")
    missing = [
        name
        for name, field in known.items()
        if name not in value and field.default is MISSING and field.default_factory is MISSING
    ]
    if missing:
        raise ContentError(f"{where}: missing fields {', '.join(missing)}")
    hints = _hints(shape)  # type: ignore[arg-type]
    return shape(**{name: convert(hints[name], item, where=f"{where}.{name}") for name, item in value.items()})


def build_all(shape: type[T], values: Any, *, where: str) -> tuple[T, ...]:
    """A tuple of ``shape`` from a list of mappings."""
    if not isinstance(values, list):
        raise ContentError(f"{where}: a list is needed")
    return tuple(build(shape, value, where=f"{where}[{position}]") for position, value in enumerate(values))


def convert(hint: Any, value: Any, *, where: str) -> Any:
    """``value`` in the shape of the annotation ``hint``."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _convert_optional(hint, value, where=where)
    if origin is tuple:
        if not isinstance(value, list):
            raise ContentError(f"{where}: a list is needed")
        inner = typing.get_args(hint)[0]
        return tuple(convert(inner, item, where=f"{where}[{position}]") for position, item in enumerate(value))
    if origin is dict:
        return {
            str(key): convert(typing.get_args(hint)[1], item, where=f"{where}.{key}") for key, item in value.items()
        }
    if is_dataclass(hint):
        return build(hint, value, where=where)  # type: ignore[arg-type]
    return _convert_plain(hint, value, where=where)


def _convert_optional(hint: Any, value: Any, *, where: str) -> Any:
    if value is None:
        return None
    inner = next(part for part in typing.get_args(hint) if part is not type(None))
    return convert(inner, value, where=where)


def _convert_plain(hint: Any, value: Any, *, where: str) -> Any:
    if hint is Any:
        return value
    if hint is date and isinstance(value, date):
        return value
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ContentError(f"{where}: {hint.__name__} is needed, not {value!r}")
    return value
