"""The library on the shelf: planted, with vectors, in both indexes, and the reference's index of the same lessons.

Made once for a run, by whichever row needs it first. Vectors are random, not the model's: 100,000 texts would take an
hour, and what a vector costs to store, compare and find does not depend on what it says. Queries get real ones.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from unittest.mock import patch

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from elasticsearch import Elasticsearch

from benchmarks.library import grow_library, planted
from benchmarks.planting import portions
from benchmarks.references import plain_search
from core.models import OutboxRow
from search import meaning
from search.embedding import embed_changed
from search.sources import open_keys

BATCH = 200
WRITE_SECONDS = 60


class RandomModel:
    """Stands in for the model of passages: a unit vector that depends on the text alone."""

    reason = ""

    def passages(self, texts: Sequence[str]) -> Any:
        """One row each."""
        rows = [np.random.default_rng(self._seed(text)).standard_normal(meaning.DIMENSIONS) for text in texts]
        vectors = np.asarray(rows, dtype=np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    @staticmethod
    def _seed(text: str) -> int:
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class Shelf:
    """``number`` lessons, findable; ``seconds`` says what each step took."""

    def __init__(self, number: int) -> None:
        self.seconds: dict[str, float] = {}
        with self._timed("plant"):
            grow_library(number)
        with (
            self._timed("vectors"),
            patch.object(meaning, "model", RandomModel),
            override_settings(
                SEARCH_ELASTICSEARCH_URL=""  # the rebuild takes the vectors along
            ),
        ):
            for keys in portions(self.keys, BATCH):
                embed_changed([OutboxRow(key=key) for key in keys])
        with self._timed("database"):
            call_command("rebuild_index", engine="database", verbosity=0)
        if settings.SEARCH_ELASTICSEARCH_URL:
            with self._timed("elasticsearch"):
                call_command("rebuild_index", engine="elasticsearch", verbosity=0)
            with self._timed("plain"):
                plain_search.fill(self.server, self.plain, self.ready)
        meaning.forget()

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began

    @cached_property
    def keys(self) -> list[str]:
        """Everything that stands in the index."""
        return open_keys()

    @cached_property
    def server(self) -> Elasticsearch:
        """The node, as the references speak to it."""
        return Elasticsearch(settings.SEARCH_ELASTICSEARCH_URL, request_timeout=WRITE_SECONDS)

    @property
    def plain(self) -> str:
        """The reference's index; ``stage`` deletes it with ours, whose name it begins with."""
        return f"{settings.SEARCH_INDEX_PREFIX}-lessons-plain"

    @cached_property
    def ready(self) -> list[dict[str, Any]]:
        """The reference's documents."""
        lessons = planted().with_place().order_by("pk").iterator(chunk_size=BATCH)
        return list(plain_search.ready_documents(lessons))
