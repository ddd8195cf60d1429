"""The canonical text of a ledger entry and the hash chain over a person's entries.

The text is JSON with sorted keys, no spaces and nothing but strings, integers, lists and objects, so that any language
writes the same bytes. ``hash = sha256(previous_hash + "\\n" + payload)``, lower-case hexadecimal; the first entry's
previous hash is empty. Whoever holds an export can verify it without this program.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from training.models import HourEntry

PLAIN_FIELDS = (
    "seq",
    "kind",
    "set_key",
    "set_version",
    "clause",
    "year",
    "amount",
    "raw_amount",
    "year_amount",
    "cycle_amount",
    "scopes",
    "level",
    "reason",
    "explanation",
    "idempotency_key",
)
ID_FIELDS = ("person_id", "organization_id", "evidence_id", "certifier_id", "reverses_id", "actor_id")


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a person that does not verify, and why."""

    person_id: int
    seq: int
    why: str


def canonical_payload(entry: HourEntry) -> str:
    """Everything the entry says, as canonical JSON."""
    stated: dict[str, Any] = {name: getattr(entry, name) for name in (*PLAIN_FIELDS, *ID_FIELDS)}
    stated["cycle"] = entry.cycle.isoformat()
    stated["occurred_on"] = entry.occurred_on.isoformat()
    stated["booked_on"] = entry.booked_on.isoformat()
    stated["posted_at"] = entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained_hash(previous_hash: str, payload: str) -> str:
    """The hash of an entry after ``previous_hash``."""
    return hashlib.sha256(f"{previous_hash}\n{payload}".encode()).hexdigest()


def seal(entry: HourEntry, *, previous_hash: str) -> HourEntry:
    """Fill in payload and hashes; every other field must be final."""
    entry.payload = canonical_payload(entry)
    entry.previous_hash = previous_hash
    entry.hash = chained_hash(previous_hash, entry.payload)
    return entry


def first_break(entries: Iterable[HourEntry]) -> Break | None:
    """Verify one person's entries, given in the order of ``seq``; ``None`` when all is whole."""
    previous = ""
    for number, entry in enumerate(entries, start=1):
        why = ""
        if entry.seq != number:
            why = "missing entry"
        elif entry.previous_hash != previous:
            why = "previous hash"
        elif canonical_payload(entry) != entry.payload:
            why = "fields differ from the sealed text"
        elif chained_hash(previous, entry.payload) != entry.hash:
            why = "hash"
        if why:
            return Break(person_id=entry.person_id, seq=number, why=why)
        previous = entry.hash
    return None


def verify_chain(person: Any) -> Break | None:
    """Verify everything that stands in the ledger of one person."""
    return first_break(HourEntry.objects.filter(person=person).order_by("seq").iterator())
