"""Which engine answers: Elasticsearch where it is configured and well, else the database."""

import functools

import structlog
from django.conf import settings

from search import meaning
from search.breaker import breaker
from search.constants import DEEPEST_HIT
from search.engines.base import Engine, EngineTooSlow, EngineUnavailable, Found, Plan
from search.engines.database import DatabaseEngine
from search.engines.elasticsearch import ElasticsearchEngine

logger = structlog.get_logger("yanxun.search")

database = DatabaseEngine()


@functools.lru_cache(maxsize=4)
def _server(url: str, prefix: str) -> ElasticsearchEngine:
    return ElasticsearchEngine(url, prefix)


def server() -> ElasticsearchEngine | None:
    """The server engine of the settings, ``None`` in the embedded set-up."""
    if not settings.SEARCH_ELASTICSEARCH_URL:
        return None
    return _server(settings.SEARCH_ELASTICSEARCH_URL, settings.SEARCH_INDEX_PREFIX)


def engines() -> list[Engine]:
    """Every engine that is fed; the database always is, so that it can take over at any moment."""
    return [database, *([found] if (found := server()) else [])]


def find(plan: Plan) -> tuple[Found, str, bool]:
    """The answer, the name of the engine that gave it, and whether that was only the substitute."""
    wanted = server()
    if wanted is None or (not plan.after and plan.offset + plan.limit > DEEPEST_HIT):
        return database.find(plan), database.name, False  # so deep the server reads on from a hit only
    if breaker.allows():
        try:
            found = wanted.find(plan)
        except EngineUnavailable as error:
            breaker.failed(at_once=isinstance(error, EngineTooSlow))
            logger.warning("search engine unavailable, the database answers", reason=str(error)[:200])
        else:
            breaker.succeeded()
            return found, wanted.name, False
    return database.find(plan), database.name, True


def nearest(text: str, number: int) -> list[tuple[str, float]]:
    """Keys of the documents nearest in meaning to ``text``: by the server where it answers, else by our own product."""
    vector = meaning.query_vector(text)
    if vector is None:
        return []
    wanted = server()
    if wanted is not None and breaker.allows():
        try:
            return wanted.nearest(vector.tolist(), number)
        except EngineUnavailable as error:
            breaker.failed(at_once=isinstance(error, EngineTooSlow))
            logger.warning("nearest vectors from the process", reason=str(error)[:200])
    return meaning.nearest(text, number)
