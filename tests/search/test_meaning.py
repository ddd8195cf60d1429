"""The meaning leg never holds a query up, and the search works without it."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.test import Client

from search import meaning
from search.finding import search
from search.queries import SearchQuery
from tests.search.factories import index_all, lesson, school

pytestmark = pytest.mark.django_db

SLACK = 0.03  # seconds that a busy machine may add to a wait


@pytest.fixture
def slow_model(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A model whose vectors come when the event is set, not before."""
    ready = threading.Event()

    def vector(_text: str) -> Any:
        ready.wait(10)
        return np.full(meaning.DIMENSIONS, 0.05, dtype=np.float32)

    settings.SEARCH_MEANING = True
    monkeypatch.setattr(meaning, "_vector_of", vector)
    meaning._asked.clear()
    meaning._overdue.clear()
    yield ready
    ready.set()
    meaning._asked.clear()


def test_all_vectors_of_a_query_together_wait_fifty_milliseconds(slow_model: threading.Event) -> None:
    began = time.perf_counter()
    assert [meaning.query_vector(text) for text in ("六上 分数除法", "分数除法", "除法", "六上 分数除法")] == [None] * 4
    assert time.perf_counter() - began < meaning.QUERY_SECONDS + SLACK


def test_a_late_vector_serves_the_next_query(slow_model: threading.Event) -> None:
    assert meaning.query_vector("分数除法") is None
    slow_model.set()
    meaning._asked["分数除法"].result(timeout=5)
    assert meaning.query_vector("分数除法") is not None
    assert meaning.query_vector("另一个查询") is not None  # waits again once the overdue one has come


def test_a_search_answers_by_its_words_meanwhile(slow_model: threading.Event) -> None:
    page = lesson("分数除法")
    index_all()
    result = search(SearchQuery(text="分数除法"))
    assert [hit.page_id for hit in result.hits] == [page.pk]


def test_the_operator_is_told_why_it_is_off(client: Client, settings: Any) -> None:
    settings.SEARCH_MEANING = False
    assert meaning.off_reason() == "SEARCH_MEANING=off"
    school("青木小学")
    assert client.get("/lessons/", {"q": "分数"}).status_code == 200
