"""``manage.py rebuild_index``: fill the indexes anew, answering all the while."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from core.exceptions import Refusal
from search import sources
from search.desk.jobs import rebuild_here
from search.engines.base import Engine, EngineUnavailable
from search.engines.choice import database, server


class Command(BaseCommand):
    """The database index is written over in place; Elasticsearch gets a new index beside the old one and a swap.

    The operator's page shows the rebuild as one of its own.
    """

    help = "Rebuild the search indexes without an empty answer in between."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which engine."""
        parser.add_argument("--engine", choices=["all", "database", "elasticsearch"], default="all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many documents stand in each index."""
        wanted = options["engine"]
        if wanted != "elasticsearch":
            self._rebuild(database)
        engine = server()
        if wanted == "elasticsearch" and engine is None:
            raise CommandError("ELASTICSEARCH_URL names no server")
        if wanted != "database" and engine is not None:
            self._rebuild(engine)

    def _rebuild(self, engine: Engine) -> None:
        with tqdm(total=len(sources.open_keys()), desc=engine.name, unit="doc", mininterval=0.5) as bar:
            try:
                written = rebuild_here(actor=None, engine=engine, told=bar.update)
            except (EngineUnavailable, Refusal) as error:
                raise CommandError(f"{engine.name}: {error}") from error
        self.stdout.write(f"{engine.name}: {written} documents")
