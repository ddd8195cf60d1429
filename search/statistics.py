"""How rare each token is: one sample of the documents, shared by both engines and cached in the process.

Weights must not depend on which engine answers, and PostgreSQL has no document frequencies to ask for. The counts are
rebuilt when the number of documents has moved by a fifth since the last build, so the work over time stays linear.
"""

import math
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction

from search.models import IndexedDocument, IndexStatistics

SAMPLE = 4_000  # documents counted; beyond that the error of a frequency is far below what a weight notices
CHECK_SECONDS = 2.0  # a process looks for a newer build at most this often
GROWTH = 0.2
COLUMNS = ("card", "text", "sounds")


@dataclass(frozen=True)
class Statistics:
    """Document counts of tokens per column, scaled to all documents; average length of the ranked fields."""

    generation: int = 0
    documents: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def count(self, token: str, column: str = "text") -> int:
        """How many documents hold ``token``; 0 when the sample holds none (a new word may still be in the index)."""
        return self.counts.get(column, {}).get(token, 0)

    @property
    def unseen(self) -> float:
        """The weight of a token that no document holds."""
        return self.weight("\0")

    def weight(self, token: str, column: str = "text") -> float:
        """BM25's inverse document frequency; never below 0.1, so that a word in every document still orders ties."""
        count = self.count(token, column)
        return max(0.1, math.log(1 + (self.documents - count + 0.5) / (count + 0.5)))


_lock = threading.Lock()
_kept = Statistics()
_checked = 0.0


def current() -> Statistics:
    """The statistics in force; at most one small query every two seconds."""
    global _kept, _checked
    now = time.monotonic()
    if now - _checked < CHECK_SECONDS:
        return _kept
    with _lock:
        newest = IndexStatistics.objects.order_by("-id").values_list("id", flat=True).first() or 0
        if newest != _kept.generation:
            row = IndexStatistics.objects.filter(pk=newest).first()
            _kept = Statistics(row.pk, row.documents, row.data) if row else Statistics()
        _checked = now
    return _kept


def forget() -> None:
    """Look again at the next query (after a rebuild in this process, and between tests)."""
    global _kept, _checked
    _kept, _checked = Statistics(), 0.0


def refresh(*, force: bool = False) -> bool:
    """Build anew when the index has grown or shrunk by a fifth; returns whether it did."""
    documents = IndexedDocument.objects.count()
    newest = IndexStatistics.objects.order_by("-id").values_list("documents", flat=True).first()
    if not force and newest is not None and abs(documents - newest) <= GROWTH * max(newest, 1):
        return False
    data = _counted(documents)
    with transaction.atomic():
        row = IndexStatistics.objects.create(documents=documents, data=data)
        IndexStatistics.objects.filter(pk__lt=row.pk).delete()
    forget()
    return True


def _counted(documents: int) -> dict[str, dict[str, int]]:
    keys = IndexedDocument.objects.values_list("pk", flat=True)
    chosen = list(keys)
    if len(chosen) > SAMPLE:
        chosen = random.Random(documents).sample(chosen, SAMPLE)  # noqa: S311 - a sample, no secret
    scale = documents / max(len(chosen), 1)
    counters: dict[str, Counter[str]] = {column: Counter() for column in COLUMNS}
    for start in range(0, len(chosen), 500):
        rows = IndexedDocument.objects.filter(pk__in=chosen[start : start + 500])
        for values in rows.values_list(*(f"{column}_tokens" for column in COLUMNS)):
            for column, tokens in zip(COLUMNS, values, strict=True):
                counters[column].update(set(tokens.split()))
    return {
        column: {token: max(1, round(count * scale)) for token, count in counter.items()}
        for column, counter in counters.items()
    }
