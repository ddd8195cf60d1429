"""Evidence for tests, made by the services."""

from datetime import date
from typing import Any
from uuid import uuid4

from training.models import Evidence
from training.services import certify_evidence, record_evidence


def record(person: Any, **fields: Any) -> Evidence:
    """Evidence to be decided; a district training of three 学时 by default."""
    values: dict[str, Any] = {
        "type": "training",
        "level": "district",
        "occurred_on": date(2026, 9, 15),
        "title": "教—学—评一致专题班",
        "facts": {"minutes": 135},
        "source_type": "test",
        "source_id": uuid4().hex,
        **fields,
    }
    return record_evidence(actor=None, person=person, **values)


def certified(person: Any, *, certifier: Any, **fields: Any) -> Evidence:
    """The same, certified and posted."""
    return certify_evidence(actor=None, evidence=record(person, **fields), certifier=certifier)
