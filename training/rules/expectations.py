"""What a case expects against what the rules gave: figures may be named in part, cuts, refusals, late ones are all."""

from collections.abc import Mapping
from typing import Any

KEYS = {"years": ("set", "year"), "cycles": ("set", "cycle"), "programs": ("id",)}
COMPLETE = {"cuts": ("evidence",), "refused": ("evidence",)}


def differences(expect: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    """One line per difference, empty where the result is as expected. ``result`` is ``Result.as_dict()``."""
    found = [f"{name}: unknown expectation" for name in expect if name not in result]
    for name, keys in KEYS.items():
        for wanted in expect.get(name, []):
            label = f"{name}[{'/'.join(str(wanted.get(key)) for key in keys)}]"
            given = next((each for each in result[name] if _same_key(wanted, each, keys)), None)
            found += [f"{label}: missing"] if given is None else _partial(wanted, given, label)
    for name, keys in COMPLETE.items():
        found += _complete(expect.get(name, []), result[name], keys, name)
    late = sorted(map(str, expect.get("late", [])))
    if late != sorted(result["late"]):
        found.append(f"late: expected {late}, got {sorted(result['late'])}")
    return found + _partial(expect.get("credited", {}), result["credited"], "credited")


def _same_key(one: Mapping[str, Any], other: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    return all(str(one.get(key)) == str(other.get(key)) for key in keys)


def _complete(
    wanted: list[Mapping[str, Any]], given: list[Mapping[str, Any]], keys: tuple[str, ...], name: str
) -> list[str]:
    found = []
    for each in given:
        if not any(_same_key(one, each, keys) for one in wanted):
            found.append(f"{name}: unexpected {dict(each)}")
    for one in wanted:
        match = next((each for each in given if _same_key(one, each, keys)), None)
        label = f"{name}[{one.get('evidence')}]"
        found += [f"{label}: missing"] if match is None else _partial(one, match, label)
    return found


def _partial(wanted: Any, given: Any, path: str) -> list[str]:
    """Differences of what is named; a mapping may name a part."""
    if isinstance(wanted, Mapping) and isinstance(given, Mapping):
        found = []
        for name, value in wanted.items():
            if str(name) not in given:
                found.append(f"{path}.{name}: missing")
            else:
                found += _partial(value, given[str(name)], f"{path}.{name}")
        return found
    if isinstance(wanted, list) and isinstance(given, list):
        same = [str(each) for each in wanted] == [str(each) for each in given]
    else:
        same = wanted == given if isinstance(wanted, bool) else str(wanted) == str(given)
    return [] if same else [f"{path}: expected {wanted!r}, got {given!r}"]
