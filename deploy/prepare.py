"""Bring the database, the demo city and the static files to where a start needs them; a process of its own.

It carries Django, the supervisor that follows must not. Progress goes to standard error; the last thing on standard
output is one JSON object: ``{"accounts": [{"role", "username", "password", "start"}, …]}``.
"""

import hashlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".sources"  # beside the collected files: what they were made from


def say(text: str) -> None:
    """One line of progress."""
    print(text, file=sys.stderr, flush=True)


def fingerprint() -> str:
    """Changes whenever a static file, a template tag that bundles them, or a library does."""
    seen = hashlib.sha256()
    sources = [ROOT / "requirements.txt", *ROOT.glob("core/static_bundle.py")]
    sources += sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    for path in sources:
        stat = path.stat()
        seen.update(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def collect_static() -> None:
    """Gather and compress static files, unless nothing changed since the last time."""
    from django.conf import settings

    if settings.DEBUG:
        return
    stamp = Path(settings.STATIC_ROOT) / STAMP
    present = fingerprint()
    if stamp.exists() and stamp.read_text() == present:
        return
    say("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(present)


def create_tables() -> None:
    """Apply what is missing of the schema; the guards of append-only tables come with it."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Creating tables …" if not executor.loader.applied_migrations else "Changing tables …")
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def unfinished_work(mark: Path) -> Iterator[None]:
    """Leave ``mark`` behind when what happens inside is interrupted."""
    mark.touch()
    yield
    mark.unlink()


def drop_half_a_city(mark: Path) -> None:
    """An interrupted load left half a city in a database made for it: begin with a new file."""
    from django.db import connection

    if not mark.exists():
        return
    name = connection.settings_dict["NAME"]
    if connection.vendor != "sqlite":
        raise CommandError(f"An earlier load of the demo city was interrupted: empty database “{name}”, remove {mark}.")
    say("An earlier load of the demo city was interrupted; starting with a new database.")
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)
    mark.unlink()


def load_city(mark: Path) -> None:
    """Build the demo city in a database that has no organizations yet."""
    from accounts.demo import demo_accounts
    from organizations.models import Organization

    if demo_accounts():
        return
    if Organization.objects.exists():
        say("The database is in use already, so the demo city is not loaded (YANXUN_DEMO=0 says so on purpose).")
        return
    say("Loading the demo city (once, about two minutes) …")
    with unfinished_work(mark):
        call_command("load_demo_city", quiet=not sys.stderr.isatty())  # bars are for terminals


def accounts() -> list[dict[str, Any]]:
    """What ``manage.py demo_accounts --json`` prints."""
    printed = StringIO()
    call_command("demo_accounts", "--json", stdout=printed)
    found: list[dict[str, Any]] = json.loads(printed.getvalue())
    return found


def prepare() -> list[dict[str, Any]]:
    """All steps in order; each does nothing where nothing is to do."""
    from django.conf import settings

    from lms.settings.env import DATA_DIR

    mark = DATA_DIR / "demo-city.unfinished"
    drop_half_a_city(mark)
    create_tables()
    call_command("bootstrap_site", verbosity=0)
    if settings.DEMO_CITY:
        load_city(mark)
    collect_static()
    return accounts()


def main() -> int:
    """Exit code 0, or 1 with the reason on standard error."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    try:
        with redirect_stdout(sys.stderr):
            found = prepare()
    except CommandError as refusal:
        say(f"Cannot start: {refusal}")
        return 1
    print(json.dumps({"accounts": found}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
