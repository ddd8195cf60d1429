"""A node of Elasticsearch that a test may stop, freeze and empty; the one of the run is everybody's.

It starts when the first fault test asks for it. The marker ``xdist_group`` keeps them on one worker, so there is one.
Only on PostgreSQL: a second process writes, and SQLite makes it wait.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from courses.models import LessonPage
from deploy import services
from search import indexing
from search.breaker import breaker
from search.engines import choice
from search.engines.base import Engine
from search.engines.elasticsearch import ElasticsearchEngine
from tests.search.factories import forget_server_index, fresh_caches, index_all

HEAP = "256m"
RECOVERS_WITHIN = 60.0  # seconds after the server is back (I11)


class Node:
    """One server of our own on a port and folder that stay."""

    def __init__(self, folder: Path) -> None:
        """Start it and wait for it."""
        self.folder = folder
        self.running: services.Server | None = None
        self.port: int | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://{services.LOOPBACK}:{self.port}"

    def start(self) -> None:
        os.environ["ELASTICSEARCH_HEAP"] = HEAP
        self.running = services.elasticsearch(self.folder, lasting=False, port=self.port)
        self.port = int(self.running.url.rsplit(":", 1)[1])
        self.running.wait_until_ready(90)

    def stop(self) -> None:
        """Kill it with everything it started."""
        assert self.running is not None
        self._send(signal.SIGKILL)
        self.running.finish()
        self.running = None

    def freeze(self) -> None:
        """Hang it: connections are taken, nothing is answered."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._send(signal.SIGCONT)

    def _send(self, sent: signal.Signals) -> None:
        assert self.running is not None
        os.killpg(self.running.process.pid, sent)


@pytest.fixture(scope="session")
def own_node() -> Iterator[Node]:
    """See the module's docstring. Not in pytest's folder: other users may not enter that."""
    with services.data_folder(lasting=False) as folder:
        node = Node(folder)
        yield node
        if node.running:
            node.stop()


@pytest.fixture
def node(own_node: Node, committed_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    """The node as the engine of the search, with an empty index of this run's prefix."""
    if connection.vendor != "postgresql":
        pytest.skip("the fault tests write from several processes: on PostgreSQL")
    settings.SEARCH_MEANING = False
    settings.SEARCH_ELASTICSEARCH_URL = own_node.url
    monkeypatch.setattr(breaker, "rest", 1.0)
    fresh_caches()
    breaker.succeeded()
    server().ensure_index()
    yield own_node
    own_node.thaw()
    breaker.succeeded()
    forget_server_index()
    fresh_caches()


def server() -> ElasticsearchEngine:
    """The server engine of the settings."""
    found = choice.server()
    assert found is not None
    return found


def expected() -> dict[str, int]:
    """Live public pages with their versions, by SQL of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.key, v.version FROM core_documentversion v "
            "JOIN wagtailcore_page p ON v.key = 'page:' || p.id JOIN courses_lessonpage l ON l.page_ptr_id = p.id "
            "WHERE p.live AND l.visibility IN ('public', 'signed_in')"
        )
        return dict(cursor.fetchall())


def held(engine: Engine) -> dict[str, int]:
    """What stands in an engine's index."""
    return dict(engine.versions())


def assert_equal() -> None:
    """{live public pages} = {indexed}, with equal versions, in both engines."""
    wanted = expected()
    assert held(choice.database) == wanted
    assert held(server()) == wanted


def recover(within: float = RECOVERS_WITHIN) -> float:
    """Let the consumers work as the schedule does until nothing waits; returns the seconds it took."""
    began = time.monotonic()
    while indexing.pending():
        assert time.monotonic() - began < within, f"{indexing.pending()} changes still wait"
        index_all()
        time.sleep(0.2)
    return time.monotonic() - began


def change(lessons: list[LessonPage]) -> None:
    """Every lesson gets another title; one in ten is withdrawn, one in ten deleted."""
    for at, lesson in enumerate(lessons):
        if at % 10 == 8:
            lesson.unpublish()
        elif at % 10 == 9:
            lesson.delete()
        else:
            lesson.title = f"{lesson.title}改"
            lesson.save()


@pytest.fixture
def lessons() -> Callable[[int], list[LessonPage]]:
    """``lessons(number)`` → that many, published and indexed in both engines."""
    from tests.search.factories import lesson

    def make(number: int) -> list[LessonPage]:
        made = [lesson(f"分数除法第{at}课") for at in range(number)]
        index_all()
        assert len(held(server())) == number
        return made

    return make
