"""Fixtures: caches forgotten around every test, both engines for the contract, no model unless a test wants it."""

import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from search.breaker import breaker
from search.engines import choice
from search.engines.base import EngineUnavailable, Plan
from tests.search.factories import forget_server_index, fresh_caches, index_all

SERVER_URL = os.environ.get("YANXUN_TEST_ELASTICSEARCH_URL", "")


@pytest.fixture(autouse=True)
def _clean(settings: Any) -> Iterator[None]:
    settings.SEARCH_MEANING = False
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # no collectstatic before tests
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    settings.SEARCH_ELASTICSEARCH_URL = ""
    fresh_caches()
    breaker.succeeded()
    yield
    fresh_caches()
    breaker.succeeded()


@pytest.fixture(params=["database", pytest.param("elasticsearch", marks=pytest.mark.servers)])
def engine(request: pytest.FixtureRequest, settings: Any, db: None) -> Iterator[str]:
    """The name of the engine that answers; Elasticsearch gets an index prefix of its own."""
    if request.param == "database":
        yield "database"
        return
    if not SERVER_URL:
        pytest.skip("YANXUN_TEST_ELASTICSEARCH_URL names no server")
    settings.SEARCH_ELASTICSEARCH_URL = SERVER_URL
    settings.SEARCH_INDEX_PREFIX = f"test-{uuid.uuid4().hex[:12]}"
    found = choice.server()
    assert found is not None
    found.ensure_index()
    for _try in range(10):  # a cold server's first answers may take longer than a page waits
        with suppress(EngineUnavailable):
            found.find(Plan())
            break
    breaker.succeeded()
    yield "elasticsearch"
    forget_server_index()


settle = index_all
