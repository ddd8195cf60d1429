"""Rows of the embedded search, without any server: S3 finding, S4 building, against FTS5 as everybody writes it."""

import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

from django.db import connection

from benchmarks.asked import queries
from benchmarks.city import City
from benchmarks.comparing import compare
from benchmarks.measuring import Measure, Row, Setting, by_turns, in_turns, milliseconds, slowness
from benchmarks.planting import portions
from benchmarks.references.naive_fts import NaiveIndex
from benchmarks.shelf import BATCH, Shelf
from search import meaning, sources
from search.engines.choice import database
from search.finding import search
from search.queries import SearchQuery

PORTION = 5000  # lessons of one round of S4

shelf = cache(Shelf)


def _naive(name: str) -> NaiveIndex:
    if connection.vendor != "sqlite":
        raise RuntimeError("S3 and S4 measure SQLite; `make bench` gives them a process of their own")
    return NaiveIndex(Path(os.environ["YANXUN_DATA"]) / f"{name}.sqlite3")


def _texts(held: Shelf) -> list[tuple[int, str]]:
    """The texts of the reference, lying ready."""
    parts = ("title", "unit", "school_name", "place", "text")
    return [(int(each["_id"]), "\n".join(each[part] for part in parts)) for each in held.ready]


def finding(city: City, setting: Setting) -> Iterator[Row]:
    """S3: a whole search of ours, facets, ranking and passages included, against the hits of naive FTS5."""
    naive = _naive("naive")
    held = shelf(setting.lessons)
    naive.build(_texts(held))
    meaning.warm()
    texts = list(queries())
    sides = (in_turns(lambda text: search(SearchQuery(text=text)), texts), in_turns(naive.search, texts))
    for side in sides:
        side(setting.seconds)
    product, reference = by_turns(*sides, setting=setting)
    found = slowness(product, reference)
    times = f"{milliseconds(found.product)} against {milliseconds(found.reference)} ms"
    measured = f"{found} the time, {times}, reference ± {found.swing:.0%}"
    what = f"embedded search of {setting.lessons:,} lessons: p95"
    yield Row("S3", what, measured, "≤ 0.5 ×", found.verdict(at_most=0.5))


def building(city: City, setting: Setting) -> Iterator[Row]:
    """S4: the embedded index from the database against naive FTS5 from ready texts, portion by portion."""
    held = shelf(setting.lessons)
    size = min(PORTION, max(1, setting.lessons // setting.rounds))
    own, ready = portions(held.keys, size), portions(_texts(held), size)

    def ours(_seconds: float) -> float:
        keys = next(own)
        database.rebuild([])  # an empty index, so that rows are new
        began = time.perf_counter()
        written = database.rebuild(list(sources.build(batch).values()) for batch in portions(keys, BATCH))
        return written / (time.perf_counter() - began)

    def theirs(_seconds: float) -> float:
        texts = next(ready)
        began = time.perf_counter()
        _naive("portion").build(texts)
        return len(texts) / (time.perf_counter() - began)

    rounds = min(setting.rounds, setting.lessons // size)
    found = compare(product=ours, reference=theirs, rounds=rounds, seconds=setting.seconds)
    rates = f"{median(found.product):.0f} against {median(found.reference):.0f} documents a second"
    measured = f"{found}, {rates}, reference ± {found.swing:.0%}; whole index {held.seconds['database']:.0f} s"
    yield Row("S4", f"embedded build, portions of {size:,}", measured, "≥ 0.6 ×", found.verdict(at_least=0.6))


MEASURES: dict[str, Measure] = {"S3": finding, "S4": building}
