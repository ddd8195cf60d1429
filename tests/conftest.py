"""Fixtures for all tests: quick settings, committed tests, real servers, a real browser.

Three ways to touch the database, from quick to slow; take the first that can show what the test is about:

* ``db``: one transaction that is rolled back. Nearly every test.
* ``committed_db``: real commits, for threads, other processes and ``on_commit``. The only door to
  ``transaction=True``: the flush after it lifts the append-only guards and plants the initial rows again.
* ``site``: ``committed_db`` behind a live server, for browsers. Where ``ELASTICSEARCH_URL`` names a server, it is the
  engine of the site's search; every other test has the database engine and names Elasticsearch itself.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from django.test import override_settings

from lms.settings.env import ELASTICSEARCH_URL
from tests.database import restore_after_flush

SERVERS = ("YANXUN_TEST_POSTGRES_URL", "YANXUN_TEST_REDIS_URL", "YANXUN_TEST_ELASTICSEARCH_URL")
NO_SERVERS = "needs PostgreSQL, Redis and Elasticsearch: `make test` starts them"
NO_BROWSER = "needs Chromium: `make test` as root on Debian installs it"


def pytest_configure(config: pytest.Config) -> None:
    """Settings that make tests quick and change nothing they are about."""
    restore_after_flush()
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # no collectstatic before tests
    override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={**django_settings.STORAGES, "staticfiles": {"BACKEND": plain}},
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        SEARCH_ELASTICSEARCH_URL="",  # ``site`` puts it back
    ).enable()


def chromium() -> str | None:
    """The browser's program: named by the environment, else the one on PATH."""
    return os.environ.get("YANXUN_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def _or_fail(reason: str) -> None:
    """Skip on a laptop; fail where CI promised that everything is there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _needs(request: pytest.FixtureRequest) -> None:
    """Skip with a reason what this machine cannot run."""
    marked = request.node.get_closest_marker
    if marked("servers") and not all(os.environ.get(name) for name in SERVERS):
        _or_fail(NO_SERVERS)
    if marked("browser") and not chromium():
        _or_fail(NO_BROWSER)
    if marked("embedded") and django_settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        pytest.skip("only means something on SQLite")


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """No test meets what another one cached."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite a file, never memory: threads and other processes of a test must see the same database."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = str(Path(os.environ["YANXUN_DATA"]) / "test.sqlite3")
        for where in (database, connections["default"].settings_dict):
            where["TEST"]["NAME"] = path
            where["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture
def committed_db(transactional_db: None) -> None:
    """A test whose writes are committed; see the module's docstring and ``tests/database.py``."""


@pytest.fixture
def drain() -> Callable[[], int]:
    """``drain()`` handles what waits in the outbox, as the worker does; returns how many rows."""
    from core.services import outbox

    return lambda: outbox.drain(limit=10_000)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The real PostgreSQL of this run."""
    return os.environ[SERVERS[0]]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The real Redis of this run."""
    return os.environ[SERVERS[1]]


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """The real Elasticsearch of this run."""
    return os.environ[SERVERS[2]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the session."""
    from playwright.sync_api import sync_playwright

    program = chromium()
    if program is None:
        _or_fail(NO_BROWSER)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
        )
        yield opened
        opened.close()


@pytest.fixture
def site_engine(settings: Any) -> Iterator[str]:
    """The engine of the site's search: Elasticsearch where the run names one, with indexes that go with the test."""
    from search.breaker import breaker
    from search.engines import choice
    from tests.search.factories import forget_server_index, fresh_caches

    if not ELASTICSEARCH_URL:
        yield choice.database.name
        return
    settings.SEARCH_ELASTICSEARCH_URL = ELASTICSEARCH_URL
    fresh_caches()
    breaker.succeeded()
    found = choice.server()
    assert found is not None
    found.ensure_index()
    yield found.name
    forget_server_index()
    breaker.succeeded()


@pytest.fixture
def site(committed_db: None, live_server: Any, settings: Any, site_engine: str) -> str:
    """The address of a live server on a committed database that holds the initial site."""
    from home.bootstrap import bootstrap_site

    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.ALLOWED_HOSTS = ["*"]
    bootstrap_site()
    return str(live_server.url)


@pytest.fixture
def new_page(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """``new_page(width=1440)`` → a page in a browser profile of its own; fails on a script error or a CSP refusal."""
    contexts, complaints = [], []

    def note(message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def open_page(*, width: int = 1440, height: int = 900, javascript: bool = True) -> Any:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
