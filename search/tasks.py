"""Tasks: the nightly comparison of pages and indexes."""

import structlog
from celery import shared_task

from search import indexing, statistics
from search.engines.base import EngineUnavailable
from search.engines.choice import engines

logger = structlog.get_logger("yanxun.search")


@shared_task(queue="index", time_limit=590, ignore_result=True)
def heal_indexes() -> None:
    """Find and repair drift (rule 9: a nightly set difference)."""
    for engine in engines():
        try:
            written, removed = indexing.heal(engine)
        except EngineUnavailable as error:
            logger.warning("drift check impossible", engine=engine.name, reason=str(error)[:200])
            continue
        if written or removed:
            logger.warning("index drift healed", engine=engine.name, written=written, removed=removed)
    statistics.refresh(force=True)
