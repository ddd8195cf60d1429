"""How each index stands, for the operator: documents, lag, size, last rebuild, drift, and whether it answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Min
from django.utils import timezone

from core.constants import OutboxState
from core.models import OutboxRow
from search import meaning, schema
from search.breaker import breaker
from search.constants import CONSUMER_INDEX, CONSUMER_SERVER, JobKind, JobState
from search.desk.models import UNFINISHED, IndexJob
from search.engines.base import Engine, EngineUnavailable
from search.engines.choice import engines, server

SIZE_KEY = "search.database_size"
SIZE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class IndexState:
    """One index. ``documents`` and ``size`` (bytes) are ``None`` where nobody could say; ``oldest``: a waiting time."""

    name: str
    answers: bool
    documents: int | None
    waiting: int
    oldest: timedelta | None
    size: int | None
    is_current: bool
    rebuilt: IndexJob | None
    checked: IndexJob | None
    running: IndexJob | None


def index_states() -> list[IndexState]:
    """Every index that is fed, the one that answers first."""
    return [_state(engine) for engine in reversed(engines())]


def search_state() -> dict[str, Any]:
    """What is said once for all indexes: who answers, the breaker of this process, the model of meaning."""
    resting = server() is not None and not breaker.is_closed()
    return {
        "configured": bool(settings.SEARCH_ELASTICSEARCH_URL),
        "resting": resting,
        "meaning": meaning.off_reason(),
        "model": meaning.MODEL,
        "as_of": timezone.now(),
    }


def _state(engine: Engine) -> IndexState:
    found = server()
    is_server = found is not None and engine.name == found.name
    answers = found.ping() if found is not None and is_server else True
    documents: int | None = None
    is_current = True
    if answers:
        try:
            documents = engine.count()
            is_current = found.mapping_is_current() if found is not None and is_server else True
        except Exception as error:  # noqa: BLE001 - the page says that it does not answer
            answers = not isinstance(error, EngineUnavailable)
    waiting, oldest = _lag(CONSUMER_SERVER if is_server else CONSUMER_INDEX)
    jobs = IndexJob.objects.filter(engine=engine.name).select_related("actor")
    done = jobs.filter(state=JobState.DONE)
    return IndexState(
        name=engine.name,
        answers=answers,
        documents=documents,
        waiting=waiting,
        oldest=oldest,
        size=(_server_size() if is_server else _database_size()) if answers else None,
        is_current=is_current,
        rebuilt=done.filter(kind=JobKind.REBUILD).first(),
        checked=done.exclude(kind=JobKind.REBUILD).first(),
        running=jobs.filter(state__in=UNFINISHED).first() or _just_failed(jobs),
    )


def _just_failed(jobs: Any) -> IndexJob | None:
    last: IndexJob | None = jobs.first()
    return last if last is not None and last.state == JobState.FAILED else None


def _lag(consumer: str) -> tuple[int, timedelta | None]:
    rows = OutboxRow.objects.filter(consumer=consumer, state=OutboxState.PENDING)
    oldest: datetime | None = rows.aggregate(at=Min("created_at"))["at"]
    return rows.count(), timezone.now() - oldest if oldest else None


def _server_size() -> int | None:
    found = server()
    try:
        stats = found.client.indices.stats(index=found.alias, metric="store") if found else None
        return int(stats["_all"]["total"]["store"]["size_in_bytes"]) if stats else None
    except Exception:  # noqa: BLE001 - a size is a courtesy
        return None


def _database_size() -> int | None:
    """Bytes of table, indexes and full text, kept for a while: SQLite walks their pages to tell."""
    kept: int | None = cache.get(SIZE_KEY)
    if kept is None:
        try:
            kept = _measured()
        except DatabaseError:  # SQLite built without ``dbstat``
            return None
        cache.set(SIZE_KEY, kept, SIZE_SECONDS)
    return kept or None


def _measured() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [schema.TABLE])
            return int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE rootpage > 0 AND (tbl_name = %s OR tbl_name LIKE %s)",
            [schema.TABLE, f"{schema.FTS}%"],
        )
        names = [name for (name,) in cursor.fetchall()]
        total = 0
        for name in names:
            cursor.execute("SELECT pgsize FROM dbstat WHERE aggregate = TRUE AND name = %s", [name])
            total += sum(size for (size,) in cursor.fetchall())
        return total
