"""An overlay lists what differs from the version it extends; the rest is taken over.

Mappings are laid over each other field by field, lists of things with an ``id`` thing by thing: a known id is changed
in place and keeps its position, a new one comes last. ``remove: {clauses: [ID]}`` takes things out.
"""

from typing import Any

from training.rules.errors import RuleFileError

BY_ID = ("caps", "clauses", "programmes", "requirements")
OWN = frozenset({"document", "effective_from", "extends", "format", "name", "remove", "set", "version"})


def lay_over(base: dict[str, Any], overlay: dict[str, Any], *, file: str) -> dict[str, Any]:
    """The document that ``overlay`` stands for."""
    laid = {key: value for key, value in base.items() if key not in OWN}
    _take_out(laid, overlay.get("remove", {}), file=file)
    for key, value in overlay.items():
        if key == "remove":
            continue
        if key in BY_ID and isinstance(value, list):
            laid[key] = _lay_list(laid.get(key, []), value, file=file, path=key)
        elif key not in OWN and isinstance(value, dict) and isinstance(laid.get(key), dict):
            laid[key] = {**laid[key], **value}
        else:
            laid[key] = value
    return laid


def _take_out(laid: dict[str, Any], remove: Any, *, file: str) -> None:
    if not isinstance(remove, dict):
        raise RuleFileError(file, "remove", "a mapping of lists of ids is wanted")
    for key, ids in remove.items():
        if key not in BY_ID or not isinstance(ids, list):
            raise RuleFileError(file, f"remove.{key}", f"a list of ids of one of {', '.join(BY_ID)} is wanted")
        present = {each["id"] for each in laid.get(key, [])}
        for one in ids:
            if one not in present:
                raise RuleFileError(file, f"remove.{key}", f"unknown {one!r}")
        laid[key] = [each for each in laid[key] if each["id"] not in ids]


def _lay_list(base: list[Any], overlay: list[Any], *, file: str, path: str) -> list[Any]:
    laid = {each["id"]: each for each in base}
    seen: set[Any] = set()
    for place, each in enumerate(overlay):
        if not isinstance(each, dict) or "id" not in each:
            raise RuleFileError(file, f"{path}[{place}]", "a mapping with an id is wanted")
        if each["id"] in seen:
            raise RuleFileError(file, path, f"the id {each['id']!r} stands twice")
        seen.add(each["id"])
        laid[each["id"]] = {**laid.get(each["id"], {}), **each}
    return list(laid.values())
