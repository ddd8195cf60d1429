"""The search index after every fault that its server can have: {live public pages} = {indexed}, equal versions."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from core.models import OutboxRow
from courses.models import LessonPage
from search import indexing
from search.builders import build
from search.constants import CONSUMER_SERVER
from search.engines import choice
from search.rebuilding import rebuild_server
from search.tasks import restore_server_index
from tests.faults.conftest import Node, assert_equal, change, expected, held, recover, server
from tests.faults.slow_line import SlowLine
from tests.search.factories import index_all

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("faults")]
Lessons = Callable[[int], list[LessonPage]]
ROOT = Path(__file__).resolve().parents[2]
NOTICE = "搜索正在用备用方式"
TAKES_OVER_WITHIN = 1.0  # seconds until the substitute has answered
WORKER = "import django; django.setup(); from core.services import drain; drain(consumer='search.server')"


def ask(client: Client, text: str = "分数") -> tuple[dict[str, Any], float]:
    """The JSON answer and the seconds it took."""
    began = time.monotonic()
    response = client.get("/api/lessons/search", {"q": text})
    assert response.status_code == 200
    return response.json(), time.monotonic() - began


def assert_handed_back(client: Client, within: float = 15.0) -> None:
    """The server answers again by itself, and the notice is gone."""
    deadline = time.monotonic() + within
    while ask(client)[0]["degraded"]:
        assert time.monotonic() < deadline, "the server was not asked again"
        time.sleep(0.2)
    assert NOTICE not in client.get("/lessons/", {"q": "分数"}).content.decode()


def assert_taken_over(client: Client, total: int) -> None:
    """The database answers in time and in full, and the page says so."""
    answer, seconds = ask(client)
    assert (answer["engine"], answer["degraded"], answer["total"]) == ("database", True, total)
    assert seconds < TAKES_OVER_WITHIN
    assert NOTICE in client.get("/lessons/", {"q": "分数"}).content.decode()


def test_the_server_is_away_while_500_pages_change(node: Node, lessons: Lessons, client: Client) -> None:
    made = lessons(500)
    assert ask(client)[0]["engine"] == "elasticsearch"
    node.stop()
    change(made)
    index_all()  # the database engine is fed, the server's rows are put back
    assert_taken_over(client, total=400)
    node.start()
    recover()
    assert_equal()
    assert_handed_back(client)


def test_the_server_hangs(node: Node, lessons: Lessons, client: Client) -> None:
    made = lessons(30)
    ask(client)
    node.freeze()
    assert_taken_over(client, total=30)
    answer, seconds = ask(client)
    assert answer["degraded"]
    assert seconds < TAKES_OVER_WITHIN / 2, "one reader has waited, the next one does not"
    change(made)
    node.thaw()
    recover()
    assert_equal()
    assert_handed_back(client)


def test_the_index_is_read_only(node: Node, lessons: Lessons, client: Client) -> None:
    made = lessons(30)
    block = "index.blocks.read_only_allow_delete"
    server().writer.indices.put_settings(index=server().alias, settings={block: True})
    change(made)
    index_all()
    waiting = OutboxRow.objects.filter(consumer=CONSUMER_SERVER).exclude(state="done")
    assert waiting.exists()
    assert all("Elasticsearch" in row.error for row in waiting)
    gone = {hit["title"] for hit in ask(client)[0]["hits"]} & {made[8].title, made[9].title}
    assert gone == set(), "a withdrawn page is not found while the index is stale"
    server().writer.indices.put_settings(index=server().alias, settings={block: None})
    recover()
    assert_equal()


def test_the_index_is_deleted(node: Node, lessons: Lessons, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(indexing.current_app, "send_task", lambda name, **options: asked.append(name))
    made = lessons(30)
    for name in server().writer.indices.get(index=f"{server().alias}-*"):
        server().writer.indices.delete(index=name)
    assert_taken_over(client, total=30)
    change(made)
    index_all()
    assert not server().exists(), "an index with only the latest changes would answer for the whole"
    assert asked == [indexing.REBUILD_TASK]
    restore_server_index()
    recover()
    assert_equal()
    assert_handed_back(client)


def test_the_nightly_check_brings_a_deleted_index_back(node: Node, lessons: Lessons) -> None:
    from search.tasks import heal_indexes

    lessons(5)
    for name in server().writer.indices.get(index=f"{server().alias}-*"):
        server().writer.indices.delete(index=name)
    heal_indexes()
    assert_equal()


def test_a_stale_and_a_doubled_delivery_change_nothing(node: Node, lessons: Lessons, client: Client) -> None:
    kept, gone = lessons(2)
    old = build([kept.pk, gone.pk])
    kept.title = "圆的面积"
    kept.save()
    gone.delete()
    rows = list(OutboxRow.objects.filter(consumer=CONSUMER_SERVER, state="pending"))
    index_all()
    server().index(list(old.values()))  # a worker that read before the change and writes after it
    server().delete({f"page:{kept.pk}": old[kept.pk].version - 1})
    indexing.index_in_server(rows)
    indexing.index_in_server(rows)
    assert_equal()
    server().refresh()
    assert [hit["title"] for hit in ask(client, "圆的面积")[0]["hits"]] == ["圆的面积"]


@pytest.mark.parametrize("held_back", ["request", "answer"])
def test_a_worker_is_killed_in_the_middle_of_a_bulk(node: Node, lessons: Lessons, held_back: str) -> None:
    """Before the server has read the bulk, and after it has carried it out without the worker's knowledge."""
    made = lessons(40)
    change(made)
    with SlowLine(node.port, hold=held_back) as line:
        database = connections["default"].settings_dict
        url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{database['NAME']}"
        environment = {"DATABASE_URL": url, "ELASTICSEARCH_URL": line.url, "DJANGO_SETTINGS_MODULE": "lms.settings"}
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env={**os.environ, **environment}, cwd=ROOT)
        try:
            assert line.holding.wait(30), "no bulk came"
            worker.send_signal(signal.SIGKILL)
        finally:
            worker.kill()
            worker.wait()
    claimed = OutboxRow.objects.filter(consumer=CONSUMER_SERVER, state="pending", claimed_until__isnull=False)
    assert claimed.count() == len(made), "nothing was marked done"
    claimed.update(claimed_until=None)  # as when the lease has run out
    recover()
    assert_equal()


@contextmanager
def beside(*works: Callable[[], object]) -> Iterator[None]:
    """Repeat each of ``works`` in a thread of its own meanwhile."""
    stop = threading.Event()

    def repeat(work: Callable[[], object]) -> None:
        try:
            while not stop.is_set():
                work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=repeat, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def test_a_rebuild_while_writes_go_on(node: Node, lessons: Lessons) -> None:
    """No empty answer, no lost write: a writer, a consumer and a reader run beside it."""
    made = lessons(120)
    answers: list[tuple[str, int]] = []

    def read() -> None:
        answer = ask(Client())[0]
        answers.append((answer["engine"], answer["total"]))

    def write() -> None:
        lesson = random.choice(made)
        lesson.title = f"分数{time.monotonic():.3f}"
        lesson.save()

    with beside(read, write, index_all):
        for _ in range(3):
            before = set(server()._behind_alias())
            assert rebuild_server(server(), indexing.batches()) == len(made)
            assert not before & set(server()._behind_alias())
    assert {total for _engine, total in answers} == {len(made)}
    assert sum(engine == "elasticsearch" for engine, _total in answers) > len(answers) / 2
    recover()
    assert_equal()
    assert max(expected().values()) > 1, "writes did go on"
    assert held(choice.database) == held(server())
