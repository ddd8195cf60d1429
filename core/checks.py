"""System checks of the kernel."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from core import append_only


def append_only_guards(
    app_configs: Sequence[Any] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Every append-only table carries its triggers (runs with ``check --database default``)."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        found += [
            Error(f"the append-only guard {name} is missing", hint="run migrate", id="core.E001")
            for name in append_only.missing(connections[alias])
        ]
    return found
