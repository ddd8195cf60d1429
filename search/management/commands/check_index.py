"""``manage.py check_index``: what differs between the live public pages and the indexes, and healing it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search import indexing
from search.engines.base import EngineUnavailable
from search.engines.choice import engines, server

SHOWN = 20


class Command(BaseCommand):
    """Nightly it runs as a task; by hand it prints, and ends with code 1 when something differed and was not healed."""

    help = "List the differences between pages and search indexes; --heal repairs them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to repair."""
        parser.add_argument(
            "--heal", action="store_true", help="write what is missing, delete what should not be there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare every engine."""
        different = False
        for engine in engines():
            try:
                stale, surplus = indexing.differences(engine)
            except EngineUnavailable as error:
                self.stdout.write(self.style.ERROR(f"{engine.name}: {error}"))
                different = True
                continue
            self.stdout.write(f"{engine.name}: {len(stale)} missing or old, {len(surplus)} too many")
            for key in [*stale, *surplus][:SHOWN]:
                self.stdout.write(f"  {key}")
            if options["heal"] and (stale or surplus):
                indexing.heal(engine)
                self.stdout.write(f"{engine.name}: healed")
            else:
                different = different or bool(stale or surplus)
        found = server()
        if found is not None and found.ping() and not found.mapping_is_current():
            self.stdout.write(self.style.ERROR("elasticsearch: the mapping is of another version, run rebuild_index"))
            different = True
        if different:
            raise SystemExit(1)
