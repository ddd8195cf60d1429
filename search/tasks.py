"""Tasks: the nightly comparison of pages and indexes, and an index that is gone."""

import structlog
from celery import shared_task
from django.core.cache import cache

from search import indexing, statistics
from search.engines.base import EngineUnavailable, IndexMissing
from search.engines.choice import engines, server
from search.rebuilding import rebuild_server

logger = structlog.get_logger("yanxun.search")

RESTORE_SECONDS = 590


@shared_task(queue="index", time_limit=RESTORE_SECONDS, ignore_result=True)
def heal_indexes() -> None:
    """Find and repair drift (rule 9: a nightly set difference)."""
    for engine in engines():
        try:
            written, removed = indexing.heal(engine)
        except IndexMissing:
            restore_server_index()
            continue
        except EngineUnavailable as error:
            logger.warning("drift check impossible", engine=engine.name, reason=str(error)[:200])
            continue
        if written or removed:
            logger.warning("index drift healed", engine=engine.name, written=written, removed=removed)
    statistics.refresh(force=True)


@shared_task(queue="index", time_limit=RESTORE_SECONDS, ignore_result=True)
def restore_server_index() -> None:
    """Rebuild a server index that is gone; one at a time, and nothing to do where it is back already."""
    engine = server()
    running = f"search.restoring.{engine.alias}" if engine else ""
    if engine is None or engine.exists() or not cache.add(running, 1, timeout=RESTORE_SECONDS):
        return
    try:
        written = rebuild_server(engine, indexing.batches())
        logger.warning("missing index rebuilt", engine=engine.name, written=written)
    finally:
        cache.delete(running)
