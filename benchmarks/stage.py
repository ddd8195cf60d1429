"""Where a run takes place: its own folder and database, and one web server per side with the product's own settings.

Everything here must be decided before Django reads its settings, so nothing of Django is imported at the top.
"""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from benchmarks.load import LOOPBACK, NoAnswer, Target
from deploy.services import free_port
from deploy.supervisor import Child, spawn, sweep

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 60  # seconds
GUNICORN = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
TEMPORARY_SERVERS = {
    "DATABASE_URL": "YANXUN_TEST_POSTGRES_URL",
    "REDIS_URL": "YANXUN_TEST_REDIS_URL",
    "ELASTICSEARCH_URL": "YANXUN_TEST_ELASTICSEARCH_URL",
}


@contextmanager
def stage() -> Iterator[str]:
    """An empty database and folder under a set-up Django, gone afterwards; yields what the run stands on.

    The servers are those that ``deploy.services`` started. A ``DATABASE_URL`` of the caller is somebody's data and is
    never used.
    """
    name = f"yanxun_bench_{secrets.token_hex(4)}"
    for wanted, given in TEMPORARY_SERVERS.items():
        os.environ.pop(wanted, None)
        if url := os.environ.get(given):
            os.environ[wanted] = url
    with tempfile.TemporaryDirectory(prefix="yanxun-bench-", ignore_cleanup_errors=True) as folder:
        os.environ |= {
            "YANXUN_DATA": folder,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": f"http://{LOOPBACK}",
            "SEARCH_INDEX_PREFIX": name.replace("_", "-"),
            "YANXUN_DEMO": "0",
            "YANXUN_DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "lms.settings",
            "HOST": LOOPBACK,
        }
        with _database(name):
            import django

            django.setup()
            from core.remembered_messages import remember_messages

            remember_messages()  # as every web process does: some rows call the product in this one
            try:
                yield description()
            finally:
                _leave()


def description() -> str:
    """The servers of this run in one line."""
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite (no PostgreSQL was named)"
    cache = "Redis" if os.environ.get("REDIS_URL") else "files as cache"
    engine = "Elasticsearch" if os.environ.get("ELASTICSEARCH_URL") else "search in the database"
    return f"{database}, {cache}, {engine}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start"


@contextmanager
def _database(name: str) -> Iterator[None]:
    """A database of our own on the named server; on SQLite the folder already is one."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield
        return
    import psycopg

    def run(statement: str) -> None:
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            connection.execute(statement.encode())

    run(f'CREATE DATABASE "{name}"')
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        run(f'DROP DATABASE "{name}" WITH (FORCE)')


def _leave() -> None:
    """Close our connections and take our search index along."""
    from django.db import connections

    from search.engines.choice import server

    if (engine := server()) is not None:
        for index in engine.writer.indices.get(index=f"{engine.alias}-*"):
            engine.writer.indices.delete(index=index)
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if hasattr(connection, "close_pool"):
            connection.close_pool()


@contextmanager
def served(application: str, *, ready: str) -> Iterator[int]:
    """``application`` behind the product's gunicorn; yields its port once ``ready`` answers."""
    port = free_port()
    log = Path(os.environ["YANXUN_DATA"]) / f"gunicorn-{port}.log"
    with log.open("wb") as output:
        process = spawn(
            Child(name="web", argv=[*GUNICORN, application], environment={"PORT": str(port)}), stdout=output
        )
    try:
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                Target(port, ready).read(0, readers=1)
                break
            except NoAnswer as refusal:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{application}: {refusal}\n{log.read_text()[-3000:]}") from refusal
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        sweep(process)
        process.wait()
