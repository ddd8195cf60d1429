"""``make run`` and ``make dev``: prepare, then web server, workers and schedule as one foreground process.

Environment: ``PORT`` (8000), ``HOST`` (127.0.0.1), ``YANXUN_DATA`` (``var/``), ``YANXUN_DEMO=0`` for an empty start,
and ``DATABASE_URL``, ``REDIS_URL``, ``ELASTICSEARCH_URL`` for real servers.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import unicodedata
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from deploy.supervisor import Child, die_with_parent, supervise

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
# Converting a film takes minutes and must not keep a published lesson out of the index: media has a worker of its own.
QUEUES = {"worker": ["default", "index", "award"], "media": ["media"]}
READY_WITHIN = 60  # seconds; after that the reason is told, and the wait goes on


def host() -> str:
    """The address to listen on."""
    return os.environ.get("HOST", "127.0.0.1")


def port() -> int:
    """The port to listen on."""
    return int(os.environ.get("PORT", "8000"))


def port_is_free() -> bool:
    """Whether nobody listens on the port yet."""
    with socket.socket(socket.AF_INET6 if ":" in host() else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host(), port()))
        except OSError:
            return False
    return True


def address() -> str:
    """Where a browser finds the site."""
    shown = "127.0.0.1" if host() in {"0.0.0.0", "::"} else host()  # noqa: S104 (compared, not bound)
    return os.environ.get("SITE_URL", f"http://{shown}:{port()}").rstrip("/")


def celery(*arguments: str) -> list[str]:
    """A Celery command line without banner."""
    return [*PYTHON, "celery", "--quiet", "--app", "lms", *arguments]


def worker(name: str, *, processes: int) -> Child:
    """A worker for its queues; the ways workers talk to each other are off, they only cost start-up time."""
    return Child(
        name=name,
        argv=celery(
            "worker",
            f"--hostname={name}@%h",
            f"--queues={','.join(QUEUES[name])}",
            f"--concurrency={processes}",
            "--max-tasks-per-child=1000",
            "--loglevel=WARNING",
            "--without-mingle",
            "--without-gossip",
            "--without-heartbeat",
        ),
        # On a server of one's own root is allowed; messages are JSON only, which is what the warning is about.
        environment={"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"},
        orphan_signal=signal.SIGQUIT,
    )


def children(*, development: bool) -> list[Child]:
    """What runs: the web server first, so that its address answers first."""
    serve = (
        [sys.executable, "manage.py", "runserver", f"{host()}:{port()}"]
        if development
        else [*PYTHON, "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    )
    return [
        Child(name="web", argv=serve),
        worker("worker", processes=2),
        worker("media", processes=1),
        Child(name="beat", argv=celery("beat", "--loglevel=WARNING", "--pidfile=")),
    ]


def prepare() -> list[dict[str, Any]] | None:
    """Run the preparation in its own process; the demo's accounts, or None when it failed and said why."""
    done = subprocess.run(
        [*PYTHON, "deploy.prepare"], stdout=subprocess.PIPE, preexec_fn=die_with_parent, text=True, check=False
    )
    if done.returncode != 0:
        return None
    found: list[dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])["accounts"]
    return found


def health() -> tuple[int, str]:
    """Status and body of ``/healthz``; 0 while nobody answers."""
    local = "127.0.0.1" if host() in {"0.0.0.0", "::"} else host()  # noqa: S104 (compared, not bound)
    try:
        with build_opener(ProxyHandler({})).open(f"http://{local}:{port()}/healthz", timeout=5) as answer:
            return answer.status, ""
    except HTTPError as error:
        return error.code, error.read(500).decode(errors="replace")
    except (URLError, OSError):
        return 0, ""


def announce(accounts: list[dict[str, Any]], stopping: threading.Event) -> None:
    """Tell the address once the site answers, and who can sign in."""
    began = time.monotonic()
    told = False
    while (answer := health())[0] != 200:
        if stopping.wait(0.3):
            return
        if not told and time.monotonic() - began > READY_WITHIN:
            told = True
            print(f"Still not ready: /healthz answers {answer[0] or 'nothing'} {answer[1]}", flush=True)
    print("\n".join(["", f"研训 is ready: {address()}", *table(accounts), "Stop with Ctrl-C.", ""]), flush=True)


def table(accounts: list[dict[str, Any]]) -> list[str]:
    """One line per account: role, name, password, first page."""
    rows = [[str(account[key]) for key in ("role", "username", "password", "start")] for account in accounts]
    widths = [max((columns(row[place]) for row in rows), default=0) for place in range(4)]
    return ["  " + "   ".join(pad(cell, widths[place]) for place, cell in enumerate(row)).rstrip() for row in rows]


def columns(text: str) -> int:
    """Terminal columns of a text: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, width: int) -> str:
    """``text`` filled with spaces to ``width`` columns."""
    return text + " " * (width - columns(text))


def tell_what_is_missing() -> None:
    """Previews of Office files need a program that no Python package carries."""
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        print(
            "LibreOffice is missing: Office files can be downloaded but have no preview. On Debian: "
            "apt-get install libreoffice-impress libreoffice-writer",
            flush=True,
        )


def main() -> int:
    """Exit code of the group; 1 where it could not start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="DEBUG on, the web server reloads on changes")
    options = parser.parse_args()
    if "MAKELEVEL" in os.environ:
        die_with_parent()  # kill -9 on make must not leave us behind
    os.chdir(ROOT)
    if options.dev:
        os.environ["YANXUN_DEBUG"] = "1"
    if not port_is_free():
        print(f"Port {port()} on {host()} is taken. Choose another one: make run PORT={port() + 1}", file=sys.stderr)
        return 1
    try:
        accounts = prepare()
    except KeyboardInterrupt:
        return 130
    if accounts is None:
        return 1
    tell_what_is_missing()
    return supervise(children(development=options.dev), on_started=lambda stopping: announce(accounts, stopping))


if __name__ == "__main__":
    sys.exit(main())
