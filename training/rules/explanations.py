"""Why an amount is what it is, as plain values a page can unfold. Stable keys and exact numbers, no prose.

Rationals are texts ``n/d`` (whole ones ``n``). The steps of a credited one run: base formula, factors, ``floor``, then
the caps with the room before and after, what was credited, and what of it counts towards year and cycle.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from training.rules.formulas import Step
from training.rules.results import Entry, Refusal, Result


def explain(item: Entry | Refusal) -> dict[str, Any]:
    """The explanation of one entry or refusal, ready for JSON."""
    common = {
        "evidence": item.evidence,
        "set": item.set,
        "version": item.version,
        "clause": item.clause,
        "steps": _steps(item.steps),
    }
    if isinstance(item, Refusal):
        return {**common, "status": "refused", "reason": item.reason}
    return {
        **common,
        "status": "imported" if item.source_set else "credited",
        "source_set": item.source_set,
        "raw": item.raw,
        "caps": [
            {
                "cap": use.cap,
                "window": use.window,
                "value": use.value,
                "amount": use.amount,
                "room_before": use.room_before,
                "room_after": use.room_after,
                "cut": use.cap == item.cut,
            }
            for use in item.uses
        ],
        "cut": item.cut,
        "credited": item.credited,
        "counts": {"year": _plain(item.counts[0]), "cycle": _plain(item.counts[1])},
        "year": {"label": item.year, "amount": item.year_amount},
        "cycle": {"start": item.cycle.isoformat(), "amount": item.cycle_amount},
        "scopes": list(item.scopes),
        "level": item.level,
        "occurred": item.occurred.isoformat(),
        "booked": item.booked.isoformat(),
        "late": item.late,
        "taken_back": item.taken_back,
    }


def explanations(result: Result) -> list[dict[str, Any]]:
    """Explanations of everything: entries and imports in booking order, then refusals."""
    items: list[Entry | Refusal] = [*result.entries, *result.imports, *result.refusals]
    return [explain(each) for each in items]


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {"step": step.key, **{name: _plain(value) for name, value in step.inputs.items()}, "value": _plain(step.value)}
        for step in steps
    ]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Fraction) else value
