"""``manage.py rebuild_index``: fill the indexes anew, answering all the while."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search import indexing, sources
from search.documents import LessonDocument
from search.engines.base import EngineUnavailable
from search.engines.choice import database, server
from search.rebuilding import rebuild_server


class Command(BaseCommand):
    """The database index is written over in place; Elasticsearch gets a new index beside the old one and a swap."""

    help = "Rebuild the search indexes without an empty answer in between."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which engine."""
        parser.add_argument("--engine", choices=["all", "database", "elasticsearch"], default="all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many documents stand in each index."""
        wanted = options["engine"]
        if wanted != "elasticsearch":
            started = indexing.last_outbox_id()
            written = database.rebuild(self._documents("database"))
            indexing.bring_up_to_date(database, indexing.changed_since(started))
            self.stdout.write(f"database: {written} documents")
        engine = server()
        if wanted == "elasticsearch" and engine is None:
            raise CommandError("ELASTICSEARCH_URL names no server")
        if wanted != "database" and engine is not None:
            try:
                written = rebuild_server(engine, self._documents("elasticsearch"))
            except EngineUnavailable as error:
                raise CommandError(f"Elasticsearch: {error}") from error
            self.stdout.write(f"elasticsearch: {written} documents")

    def _documents(self, name: str) -> Iterator[list[LessonDocument]]:
        with tqdm(total=len(sources.open_keys()), desc=name, unit="doc", mininterval=0.5) as bar:
            for batch in indexing.batches():
                yield batch
                bar.update(len(batch))
