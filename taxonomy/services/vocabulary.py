"""Loading the vocabulary seed."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from core.services import record_audit
from taxonomy.constants import AliasKind
from taxonomy.models import Alias, Edition, Grade, Stage, Subject
from taxonomy.spelling import fold

SEED = Path(__file__).resolve().parent.parent / "vocabulary.yaml"
LISTS: list[tuple[str, AliasKind, type[Any], tuple[str, ...]]] = [
    ("stages", AliasKind.STAGE, Stage, ()),
    ("subjects", AliasKind.SUBJECT, Subject, ("family", "seal")),
    ("grades", AliasKind.GRADE, Grade, ("number",)),
    ("editions", AliasKind.EDITION, Edition, ("publisher",)),
]


@transaction.atomic
def load_vocabulary(*, actor: Any | None = None, path: Path = SEED) -> dict[str, int]:
    """Create what is missing, bring names in line with the file; returns ``{"created": n, "updated": n}``.

    Never deletes: a term taken out of the file stays, because lessons stand on it.
    """
    seed = yaml.safe_load(path.read_text(encoding="utf-8"))
    counts = {"created": 0, "updated": 0}
    aliases: dict[tuple[str, str], str] = {}
    last: Any = None
    for key, kind, model, extra in LISTS:
        for position, entry in enumerate(seed[key], start=1):
            values = {"name": entry["name"], "name_en": entry.get("en", ""), "position": position}
            values |= {name: entry[name] for name in extra if name in entry}
            last = _keep(model, entry["code"], values, counts)
            aliases.update(_aliases(kind, entry))
    for entry in seed["terms"]:
        aliases.update(_aliases(AliasKind.TERM, entry))
    _keep_aliases(aliases, counts)
    if any(counts.values()) and last is not None:
        record_audit(actor=actor, action="vocabulary.load", target=last, after=counts)
    return counts


def _aliases(kind: AliasKind, entry: dict[str, Any]) -> dict[tuple[str, str], str]:
    found = {(kind.value, fold(text)): entry["code"] for text in [entry["name"], *entry.get("aliases", [])]}
    scoped = entry.get("in_subjects", {})
    for subject in scoped.get("subjects", []):
        found.update({(kind.value, f"{subject}/{fold(text)}"): entry["code"] for text in scoped["aliases"]})
    return found


def _keep(model: type[Any], code: str, values: dict[str, Any], counts: dict[str, int]) -> Any:
    found = model.objects.filter(code=code).first()
    if found is None:
        counts["created"] += 1
        return model.objects.create(code=code, **values)
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    if changed:
        counts["updated"] += 1
        model.objects.filter(pk=found.pk).update(**changed)
    return found


def _keep_aliases(aliases: dict[tuple[str, str], str], counts: dict[str, int]) -> None:
    present = {(alias.kind, alias.text): alias for alias in Alias.objects.all()}
    missing = [
        Alias(kind=kind, text=text, code=code) for (kind, text), code in aliases.items() if (kind, text) not in present
    ]
    Alias.objects.bulk_create(missing)
    counts["created"] += len(missing)
    for place, code in aliases.items():
        if place in present and present[place].code != code:
            Alias.objects.filter(pk=present[place].pk).update(code=code)
            counts["updated"] += 1
