"""Our own search as a ranking: one engine at a time, any leg switched off, and never cut short by the clock.

Quality is measured here, not speed: the model may take as long as it needs, and an answer of the substitute engine,
which a busy machine can cause, is asked for again.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.test import override_settings

from benchmarks.search_quality.measures import DEPTH
from core.models import OutboxRow
from core.services import drain
from search import meaning
from search.breaker import breaker
from search.embedding import embed_changed
from search.engines.choice import server
from search.finding import search
from search.models import IndexedDocument
from search.queries import SearchQuery
from search.sources import open_keys

PATIENCE = 60.0  # seconds for the vector of a query
TRIES = 5
BATCH = 200
ELASTICSEARCH, DATABASE = "elasticsearch", "database"

Identity = Callable[[dict[str, Any]], str]  # the card of a hit → the id that was judged


def ready() -> None:
    """Both indexes filled, every vector made, the model loaded."""
    while drain(limit=10_000):
        pass
    keys = open_keys()
    for start in range(0, len(keys), BATCH):  # what was written in bulk left no outbox rows; the rest is known already
        embed_changed([OutboxRow(key=key) for key in keys[start : start + BATCH]])
    call_command("rebuild_index", verbosity=0)
    meaning.forget()


@contextmanager
def answering(engine: str, url: str) -> Iterator[None]:
    """Only ``engine`` answers inside; ``url`` is that of Elasticsearch."""
    patience = meaning.QUERY_SECONDS
    meaning.QUERY_SECONDS = PATIENCE
    breaker.succeeded()
    try:
        with override_settings(SEARCH_ELASTICSEARCH_URL=url if engine == ELASTICSEARCH else ""):
            yield
    finally:
        meaning.QUERY_SECONDS = patience


def ranking(identity: Identity, *, off: frozenset[str] = frozenset()) -> Callable[[str], Sequence[str]]:
    """The running search, as a signed-in reader has it."""

    def ask(text: str) -> list[str]:
        for _try in range(TRIES):
            result = search(SearchQuery(text=text, page_size=DEPTH, off=off, members=True))
            if not result.degraded:
                break
            breaker.succeeded()
        else:
            raise RuntimeError(f"{text}: the engine did not answer in time {TRIES} times; the machine is too busy")
        keys = [hit.key for hit in result.hits]
        cards = dict(IndexedDocument.objects.filter(key__in=keys).values_list("key", "card"))
        return [identity(cards[key]) for key in keys]

    return ask


def engines_here() -> list[str]:
    """What can be measured with the settings."""
    return [*([ELASTICSEARCH] if server() else []), DATABASE]
