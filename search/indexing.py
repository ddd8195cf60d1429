"""Keeping the indexes equal to what may be found.

Consumers of the outbox topics ``page_changed`` and ``document_changed``: each engine has its own, so an outage of one
delays not the other. A row is always loaded afresh by its key; the payload only says that something happened. An
outage of the server engine is not the fault of a row: it is put back without counting towards the last try.
"""

from collections.abc import Callable, Iterator

import structlog
from celery import current_app
from django.db import transaction

from core.constants import OUTBOX_MAX_TRIES, OutboxState
from core.models import BasePage, DocumentVersion, OutboxRow
from search import sources, statistics
from search.builders import is_open, page_key
from search.constants import CONSUMER_INDEX, CONSUMER_VECTORS
from search.documents import LessonDocument
from search.engines.base import Engine, EngineUnavailable, IndexMissing
from search.engines.choice import database, server
from search.models import DocumentVector, IndexedDocument, WithdrawnDocument

logger = structlog.get_logger("yanxun.search")

BATCH = 200
REBUILD_TASK = "search.tasks.restore_server_index"


def index_in_database(rows: list[OutboxRow]) -> dict[int, str]:
    """Consumer: bring the database engine up to date with the pages of ``rows``."""
    errors = _deliver(rows, database)
    if statistics.refresh():
        logger.info("search statistics rebuilt")
    return errors


def index_in_server(rows: list[OutboxRow]) -> dict[int, str]:
    """Consumer: the same for Elasticsearch; does nothing where none is configured."""
    engine = server()
    if engine is None:
        return {}
    try:
        return _deliver(rows, engine, confirm=_confirm_withdrawals)
    except EngineUnavailable as error:
        if isinstance(error, IndexMissing):
            _ask_for_rebuild()
        return put_back(rows, error)


def put_back(rows: list[OutboxRow], error: EngineUnavailable) -> dict[int, str]:
    """What a consumer answers while the server is away: tried again for ever, an outage is not the fault of a row."""
    for row in rows:
        row.tries = min(row.tries, OUTBOX_MAX_TRIES - 1)
    return {row.pk: f"Elasticsearch: {error}" for row in rows}


def _ask_for_rebuild() -> None:
    """A deleted index comes back whole, in a task of its own; until then the rows wait and the database answers."""
    try:
        current_app.send_task(REBUILD_TASK, queue="index", retry=False, expires=30)
    except Exception:  # noqa: BLE001 - any broker, any error; the rows are tried again and ask again
        logger.warning("broker unreachable, the index is rebuilt later")


def _deliver(
    rows: list[OutboxRow], engine: Engine, confirm: Callable[[list[str]], None] = lambda keys: None
) -> dict[int, str]:
    keys = sorted({row.key for row in rows})
    errors: dict[str, str] = {}
    for start in range(0, len(keys), BATCH):
        errors |= bring_up_to_date(engine, keys[start : start + BATCH], confirm=confirm)
    return {row.pk: errors[row.key] for row in rows if row.key in errors}


def bring_up_to_date(
    engine: Engine, keys: list[str], *, confirm: Callable[[list[str]], None] = lambda keys: None
) -> dict[str, str]:
    """Index those of ``keys`` that may be found and delete the others; ``{key: error}``."""
    versions = dict(DocumentVersion.objects.filter(key__in=keys).values_list("key", "version"))
    documents, errors = _built(keys)
    errors |= engine.index(list(documents.values()))
    gone = [key for key in keys if key not in documents and key not in errors]
    failed = engine.delete({key: versions.get(key, 1) for key in gone})
    confirm([key for key in keys if key not in failed and key not in errors])
    return errors | failed


def _built(keys: list[str]) -> tuple[dict[str, LessonDocument], dict[str, str]]:
    """Documents of a batch; when one row breaks the batch, each is built alone and only that one fails."""
    try:
        return sources.build(keys), {}
    except Exception:  # one unreadable row must not hold up the others
        logger.exception("a row could not be read for the index, building one by one")
    documents: dict[str, LessonDocument] = {}
    errors: dict[str, str] = {}
    for key in keys:
        try:
            documents |= sources.build([key])
        except Exception as error:  # noqa: BLE001 - the row keeps the reason
            errors[key] = repr(error)[:500]
    return documents, errors


def _confirm_withdrawals(keys: list[str]) -> None:
    WithdrawnDocument.objects.filter(key__in=keys).delete()


def withdraw(page: BasePage) -> None:
    """Take a page out of every answer in the writer's own transaction; called when it may no longer be found."""
    withdraw_key(page_key(page.pk))


def withdraw_key(key: str) -> None:
    """The same by key, for what is no page."""
    with transaction.atomic():
        deleted, _per_model = IndexedDocument.objects.filter(key=key).delete()
        if deleted and server() is not None:
            WithdrawnDocument.objects.get_or_create(key=key)


def withdraw_if_closed(page: BasePage) -> None:
    """Withdraw unless the lesson may be found."""
    if not is_open(page):
        withdraw(page)


def write_now(keys: list[str]) -> None:
    """Bring the database engine up to date in the writer's transaction; the server leaves the documents out meanwhile.

    For a text that may no longer be read: hits, counts and passages must not wait for the worker.
    """
    bring_up_to_date(database, keys)
    if server() is not None:
        WithdrawnDocument.objects.bulk_create([WithdrawnDocument(key=key) for key in keys], ignore_conflicts=True)


def batches() -> Iterator[list[LessonDocument]]:
    """Documents of everything that may be found, for a rebuild."""
    keys = sources.open_keys()
    for start in range(0, len(keys), BATCH):
        yield list(sources.build(keys[start : start + BATCH]).values())


def differences(engine: Engine) -> tuple[list[str], list[str]]:
    """Keys that are missing or older in ``engine``, and those that stand there without being open."""
    wanted = sources.open_keys()
    versions = dict(DocumentVersion.objects.values_list("key", "version"))
    held = dict(engine.versions())
    stale = [key for key in wanted if key not in held or held[key] < versions.get(key, 0)]
    surplus = sorted(held.keys() - set(wanted))
    return stale, surplus


def heal(engine: Engine) -> tuple[int, int]:
    """Repair the differences; returns how many were written and how many taken out."""
    stale, surplus = differences(engine)
    for start in range(0, len(stale), BATCH):
        bring_up_to_date(engine, stale[start : start + BATCH])
    for start in range(0, len(surplus), BATCH):
        bring_up_to_date(engine, surplus[start : start + BATCH], confirm=_confirm_withdrawals)
    DocumentVector.objects.filter(key__in=surplus).delete()
    return len(stale), len(surplus)


def changed_since(outbox_id: int) -> list[str]:
    """Keys whose change was written to the outbox after ``outbox_id``."""
    rows = OutboxRow.objects.filter(pk__gt=outbox_id, consumer=CONSUMER_INDEX)
    return sorted(set(rows.values_list("key", flat=True)))


def last_outbox_id() -> int:
    """The newest row of the outbox."""
    return OutboxRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def pending() -> int:
    """Changes that an index has not taken in yet."""
    return (
        OutboxRow.objects.filter(consumer__startswith="search.", state=OutboxState.PENDING)
        .exclude(consumer=CONSUMER_VECTORS)
        .count()
    )
