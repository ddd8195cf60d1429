"""What ``/healthz`` and the operator's page say about the search."""

from typing import Any

from search import indexing, meaning
from search.engines.base import EngineUnavailable
from search.engines.choice import database, server


def health() -> dict[str, Any]:
    """``engine`` (configured), ``ok`` (it answers), ``documents`` in it, ``pending`` changes, why ``meaning`` is off.

    Not ok does not mean that nothing is found: the database answers instead. Never raises for a missing server.
    """
    engine = server()
    answer = {"engine": "database", "ok": True, "documents": database.count(), "pending": indexing.pending()}
    if engine is not None:
        answer |= {"engine": engine.name, "ok": engine.ping()}
        if answer["ok"]:
            try:
                answer["documents"] = engine.count()
            except EngineUnavailable:
                answer["documents"] = 0
    return {**answer, "meaning": meaning.off_reason()}
