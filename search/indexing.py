"""Keeping the indexes equal to the live public pages.

Consumers of the outbox topic ``page_changed``: each engine has its own, so an outage of one delays not the other.
A page is always loaded afresh; the version in the payload only says that something happened. An outage of the server
engine is not the fault of a row: it is put back without counting towards the last try.
"""

from collections.abc import Callable, Iterator

import structlog
from django.db import transaction

from core.constants import OUTBOX_MAX_TRIES, OutboxState
from core.models import BasePage, DocumentVersion, OutboxRow
from search import statistics
from search.builders import build, is_open, open_lessons, page_key, restricted_paths
from search.constants import CONSUMER_INDEX, CONSUMER_VECTORS
from search.documents import LessonDocument
from search.engines.base import Engine, EngineUnavailable
from search.engines.choice import database, server
from search.models import DocumentVector, IndexedDocument, WithdrawnDocument

logger = structlog.get_logger("yanxun.search")

BATCH = 200


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
        for row in rows:
            row.tries = min(row.tries, OUTBOX_MAX_TRIES - 1)
        return {row.pk: f"Elasticsearch: {error}" for row in rows}


def _deliver(
    rows: list[OutboxRow], engine: Engine, confirm: Callable[[list[str]], None] = lambda keys: None
) -> dict[int, str]:
    page_ids = sorted({int(row.payload["page_id"]) for row in rows})
    errors: dict[str, str] = {}
    for start in range(0, len(page_ids), BATCH):
        errors |= bring_up_to_date(engine, page_ids[start : start + BATCH], confirm=confirm)
    return {
        row.pk: errors[page_key(row.payload["page_id"])] for row in rows if page_key(row.payload["page_id"]) in errors
    }


def bring_up_to_date(
    engine: Engine, page_ids: list[int], *, confirm: Callable[[list[str]], None] = lambda keys: None
) -> dict[str, str]:
    """Index those pages that may be found and delete the others; ``{key: error}``."""
    keys = [page_key(page_id) for page_id in page_ids]
    versions = dict(DocumentVersion.objects.filter(key__in=keys).values_list("key", "version"))
    documents, errors = _built(page_ids)
    errors |= engine.index(list(documents.values()))
    gone = [key for key, pk in zip(keys, page_ids, strict=True) if pk not in documents and key not in errors]
    failed = engine.delete({key: versions.get(key, 1) for key in gone})
    confirm([key for key in keys if key not in failed and key not in errors])
    return errors | failed


def _built(page_ids: list[int]) -> tuple[dict[int, LessonDocument], dict[str, str]]:
    """Documents of a batch; when one page breaks the batch, each is built alone and only that one fails."""
    try:
        return build(page_ids), {}
    except Exception:  # one unreadable page must not hold up the others
        logger.exception("a page could not be read for the index, building one by one")
    documents: dict[int, LessonDocument] = {}
    errors: dict[str, str] = {}
    for page_id in page_ids:
        try:
            documents |= build([page_id])
        except Exception as error:  # noqa: BLE001 - the row keeps the reason
            errors[page_key(page_id)] = repr(error)[:500]
    return documents, errors


def _confirm_withdrawals(keys: list[str]) -> None:
    WithdrawnDocument.objects.filter(key__in=keys).delete()


def withdraw(page: BasePage) -> None:
    """Take a page out of every answer in the writer's own transaction; called when it may no longer be found."""
    key = page_key(page.pk)
    with transaction.atomic():
        deleted, _per_model = IndexedDocument.objects.filter(key=key).delete()
        if deleted and server() is not None:
            WithdrawnDocument.objects.get_or_create(key=key)


def withdraw_if_closed(page: BasePage) -> None:
    """Withdraw unless the page may be found."""
    if not is_open(page):
        withdraw(page)


def batches() -> Iterator[list[LessonDocument]]:
    """Documents of every open page, for a rebuild."""
    ids = list(open_lessons().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        documents = build(ids[start : start + BATCH])
        yield list(documents.values())


def differences(engine: Engine) -> tuple[list[int], list[int]]:
    """Page ids that are missing or older in ``engine``, and those that stand there without being open."""
    wanted: dict[str, int] = {}
    versions = dict(DocumentVersion.objects.filter(key__startswith="page:").values_list("key", "version"))
    paths = restricted_paths()
    for pk, path in open_lessons().values_list("pk", "path"):
        if not any(path.startswith(restricted) for restricted in paths):
            wanted[page_key(pk)] = versions.get(page_key(pk), 0)
    held = dict(engine.versions())
    stale = [int(key[5:]) for key, version in wanted.items() if key not in held or held[key] < version]
    surplus = [int(key[5:]) for key in held if key not in wanted]
    return stale, surplus


def heal(engine: Engine) -> tuple[int, int]:
    """Repair the differences; returns how many were written and how many taken out."""
    stale, surplus = differences(engine)
    for start in range(0, len(stale), BATCH):
        bring_up_to_date(engine, stale[start : start + BATCH])
    for start in range(0, len(surplus), BATCH):
        bring_up_to_date(engine, surplus[start : start + BATCH], confirm=_confirm_withdrawals)
    DocumentVector.objects.filter(key__in=[page_key(pk) for pk in surplus]).delete()
    return len(stale), len(surplus)


def changed_since(outbox_id: int) -> list[int]:
    """Pages whose change was written to the outbox after ``outbox_id``."""
    rows = OutboxRow.objects.filter(pk__gt=outbox_id, consumer=CONSUMER_INDEX)
    return sorted({int(payload["page_id"]) for payload in rows.values_list("payload", flat=True)})


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
