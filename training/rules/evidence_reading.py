"""One piece of evidence as a case writes it, copied where it repeats."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from training.rules.facts import Evidence
from training.rules.items import Item
from training.rules.vocabulary import (
    DEFAULT_OUTCOME,
    DEFAULT_ROLE,
    DEFAULT_ROLES,
    EVIDENCE_TYPES,
    FLAG_FIELDS,
    LEVELS,
    OUTCOMES,
    TEXT_FIELDS,
    WHOLE_FIELDS,
)


def read_evidence(item: Item) -> Iterator[Evidence]:
    """The pieces that one mapping stands for."""
    repeat = item.whole("repeat") if item.get("repeat") is not None else None
    step = item.whole("step_days", 0)
    one = _one(item)
    item.finish()
    if repeat is None:
        yield one
        return
    for number in range(repeat):
        yield _copy(one, f"{one.id}.{number + 1:03d}", timedelta(days=number * step))


def _one(item: Item) -> Evidence:
    kind = item.choice("type", EVIDENCE_TYPES)
    day = item.day("date")
    days, day_count = _days(item)
    return Evidence(
        id=item.text("id"),
        type=kind,
        date=day,
        posted=item.day("posted", None) or day,
        level=item.choice("level", (*LEVELS, ""), ""),
        role=item.text("role", DEFAULT_ROLES.get(kind, DEFAULT_ROLE)),
        outcome=item.choice("outcome", OUTCOMES, DEFAULT_OUTCOME),
        categories=frozenset(item.words("categories")),
        minutes=item.whole("minutes") if item.get("minutes") is not None else None,
        days=days,
        day_count=day_count,
        count=item.rational("count") if item.get("count") is not None else None,
        values=_values(item),
    )


def _values(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in item.names():
        if item.get(name) is None:
            item.take(name, None)
        elif name in FLAG_FIELDS:
            found[name] = item.flag(name)
        elif name in WHOLE_FIELDS:
            found[name] = item.whole(name)
        elif name in TEXT_FIELDS or name == "year":
            found[name] = item.text(name)
    if "approved_level" in item:
        found["approved_level"] = item.choice("approved_level", (*LEVELS, ""), "")
    if "share" in item:
        found["share"] = item.rational("share")
    if "scopes" in item:
        found["scopes"] = frozenset(item.words("scopes"))
    return found


def _days(item: Item) -> tuple[tuple[tuple[date, int | None], ...], int]:
    """``days`` is a number of days, or a list of ``{date, minutes}`` (minutes of one day are added up)."""
    value = item.take("days", 0)
    if not isinstance(value, list):
        return (), item.whole("days", 0)
    minutes: dict[date, int | None] = {}
    for each in item.items("days"):
        day = each.day("date")
        own = each.whole("minutes") if each.get("minutes") is not None else None
        before = minutes.get(day)
        minutes[day] = own if before is None else before + (own or 0)
        each.finish()
    return tuple(sorted(minutes.items(), key=lambda pair: pair[0])), len(minutes)


def _copy(one: Evidence, new_id: str, later: timedelta) -> Evidence:
    return replace(
        one,
        id=new_id,
        date=one.date + later,
        posted=one.posted + later,
        days=tuple((day + later, minutes) for day, minutes in one.days),
    )
