"""Rows of the search on the servers of production: S1, S2, S5, suggestions (S6), how soon a lesson is found (S7)."""

import time
from collections.abc import Iterator
from functools import cache, partial
from statistics import median
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import transaction

from benchmarks.asked import queries, typed
from benchmarks.city import City
from benchmarks.comparing import VOID, Comparison, compare
from benchmarks.load import Ask, Target, Window
from benchmarks.measuring import (
    P95,
    PRODUCT,
    Measure,
    Row,
    Setting,
    by_turns,
    in_turns,
    milliseconds,
    slowness,
    verdict_of,
    visitor,
)
from benchmarks.planting import portions
from benchmarks.references import plain_search
from benchmarks.shelf import BATCH, Shelf
from benchmarks.stage import served
from deploy.start import worker
from deploy.supervisor import spawn, sweep
from search import meaning, sources
from search.engines.choice import server
from search.engines.elasticsearch import ElasticsearchEngine
from search.finding import search
from search.queries import SearchQuery
from tests.courses.factories import LessonFactory

SEARCH, SUGGEST = "/api/lessons/search", "/lessons/suggest/"
CROWD = 8  # readers at once
PORTION = 5000  # lessons of one round of S2
PUBLISHED = 5  # lessons of S7
FINDABLE, NOTICED = 3.0, 60.0  # seconds: the goal, and when nobody waits any longer
NEAREST, COMPARED = 60, 200  # of the raw knn, as the product asks it
LEG = 0.015  # seconds that the meaning leg may take beside the raw knn
SUBSTITUTE = b'"degraded": true'

shelf = cache(Shelf)


def _engine() -> ElasticsearchEngine:
    found = server()
    if found is None:
        raise RuntimeError("S1, S2 and S5 to S7 need Elasticsearch: run `make bench`")
    return found


def _node() -> int:
    return urlsplit(settings.SEARCH_ELASTICSEARCH_URL).port or 9200


def _raw(held: Shelf, bodies: list[str]) -> Target:
    path = f"/{held.plain}/_search"
    return Target(_node(), turns=[Ask(path, body) for body in bodies])


def _ours(port: int, path: str, texts: list[str]) -> Target:
    asks = [Ask(f"{path}?{urlencode({'q': text})}") for text in texts]
    return Target(port, turns=asks, mark=SUBSTITUTE)


def endpoint(city: City, setting: Setting) -> Iterator[Row]:
    """S1: ``GET /api/lessons/search`` against the raw query over HTTP, many readers and one."""
    _engine()
    held = shelf(setting.lessons)
    texts = list(queries())
    raw = _raw(held, [plain_search.query(text) for text in texts])
    with served(PRODUCT, ready=f"{SEARCH}?q=a") as port:
        ours = _ours(port, SEARCH, texts)
        for readers, share, goal in ((CROWD, P95, 1.5), (1, 0.5, 2.0)):
            sides = [partial(target.read, readers=readers) for target in (ours, raw)]
            for side in sides:
                side(setting.seconds)  # both workers, their model and the node's caches are warm
            product, reference = by_turns(*sides, setting=setting)
            found = slowness(product, reference, share)
            what = f"search of {setting.lessons:,} lessons, c={readers}: p{share * 100:.0f}"
            yield Row("S1", what, _taken(found) + _substituted(product), f"≤ {goal:g} ×", found.verdict(at_most=goal))


def _taken(found: Comparison) -> str:
    ours, theirs = milliseconds(found.product), milliseconds(found.reference)
    return f"{found} the time, {ours} against {theirs} ms, reference ± {found.swing:.0%}"


def _substituted(windows: list[Window]) -> str:
    marked = sum(each.marked for each in windows)
    return f", {marked} of {sum(len(each.taken) for each in windows)} by the substitute" if marked else ""


def rebuild(city: City, setting: Setting) -> Iterator[Row]:
    """S2: a new index from the database against ``helpers.bulk`` of ready documents, portion by portion."""
    engine = _engine()
    held = shelf(setting.lessons)
    size = min(PORTION, max(1, setting.lessons // setting.rounds))
    own, ready = portions(held.keys, size), portions(held.ready, size)
    beside = f"{held.plain}-beside"

    def ours(_seconds: float) -> float:
        keys = next(own)
        began = time.perf_counter()
        written = engine.rebuild(list(sources.build(batch).values()) for batch in portions(keys, BATCH))
        taken = time.perf_counter() - began
        engine.writer.indices.delete(index=engine.fresh)
        return written / taken

    def theirs(_seconds: float) -> float:
        documents = next(ready)
        began = time.perf_counter()
        plain_search.fill(held.server, beside, documents)
        return len(documents) / (time.perf_counter() - began)

    rounds = min(setting.rounds, setting.lessons // size)
    found = compare(product=ours, reference=theirs, rounds=rounds, seconds=setting.seconds)
    held.server.indices.delete(index=beside, ignore_unavailable=True)
    rates = f"{median(found.product):.0f} against {median(found.reference):.0f} documents a second"
    whole = f"whole index {held.seconds['elasticsearch']:.0f} against {held.seconds['plain']:.0f} s"
    measured = f"{found}, {rates}, reference ± {found.swing:.0%}; {whole}"
    yield Row("S2", f"rebuild, portions of {size:,}", measured, "≥ 0.7 ×", found.verdict(at_least=0.7))


def meaning_leg(city: City, setting: Setting) -> Iterator[Row]:
    """S5: what the meaning leg adds to the p95 of a search, beside the raw ``knn`` over the same vectors."""
    engine = _engine()
    shelf(setting.lessons)
    meaning.warm()
    texts = list(queries())
    vectors = [meaning.model().query(text).tolist() for text in texts[:BATCH]]
    bodies = [plain_search.nearest("meaning", vector, NEAREST, COMPARED) for vector in vectors]
    raw = Target(_node(), turns=[Ask(f"/{engine.alias}/_search", body) for body in bodies])

    def asking(*off: str) -> Any:
        return lambda text: search(SearchQuery(text=text, off=frozenset(off)))

    sides = (in_turns(asking(), texts), in_turns(asking("meaning"), texts), lambda s: raw.read(s, readers=1))
    for side in sides:
        side(setting.seconds)
    with_it, without, knn = by_turns(*sides, setting=setting)
    beside = [ours.slowest() - bare.slowest() for ours, bare in zip(with_it, without, strict=True)]
    more = [added - raw.slowest() for added, raw in zip(beside, knn, strict=True)]
    steady = slowness(without, knn)
    verdict = VOID if steady.is_void else verdict_of(median(more) <= LEG)
    times = (milliseconds([each.slowest() for each in windows]) for windows in (with_it, without, knn))
    measured = "p95 with {} and without {} ms, raw knn {} ms".format(*times)
    measured += f": {median(more) * 1000:+.1f} ms beside it, knn ± {steady.swing:.0%}"
    yield Row("S5", "meaning leg", measured, f"≤ {LEG * 1000:.0f} ms", verdict)


def suggesting(city: City, setting: Setting) -> Iterator[Row]:
    """S6: suggestions while typing against the usual query for titles."""
    _engine()
    held = shelf(setting.lessons)
    texts = list(typed())
    raw = _raw(held, [plain_search.suggestion(text) for text in texts])
    with served(PRODUCT, ready=f"{SUGGEST}?q=a") as port:
        ours = _ours(port, SUGGEST, texts)
        sides = [partial(target.read, readers=CROWD) for target in (ours, raw)]
        for side in sides:
            side(setting.seconds)
        product, reference = by_turns(*sides, setting=setting)
    found = slowness(product, reference)
    yield Row("S6", f"suggestions, c={CROWD}: p95", _taken(found), "≤ 1.5 ×", found.verdict(at_most=1.5))


def findable(city: City, setting: Setting) -> Iterator[Row]:
    """S7: from the publishing transaction to the first answer of Elasticsearch that holds the lesson."""
    _engine()
    shelf(setting.lessons)
    city.grow_lessons(1)
    child = spawn(worker("worker", processes=2))
    try:
        _seconds_until_found(city, PUBLISHED)  # a worker at work, not one that starts
        waited = [_seconds_until_found(city, number) for number in range(PUBLISHED)]
    finally:
        child.terminate()
        sweep(child)
        child.wait()
    measured = f"{min(waited):.1f} to {max(waited):.1f} s over {PUBLISHED} lessons"
    yield Row("S7", "publish → findable", measured, f"≤ {FINDABLE:g} s", verdict_of(max(waited) <= FINDABLE))


def _seconds_until_found(city: City, number: int) -> float:
    title = f"刚刚发布的课{number}号"
    first = city.lessons[0]
    with transaction.atomic():
        lesson: Any = LessonFactory(title=title, organization=first.organization, node=first.node)
    began = time.perf_counter()
    reader = visitor()
    while time.perf_counter() - began < NOTICED:
        answer = reader.get(SEARCH, {"q": title}).json()
        if not answer["degraded"] and any(hit["id"] == lesson.pk for hit in answer["hits"]):
            return time.perf_counter() - began
        time.sleep(0.05)
    raise RuntimeError(f"{title} was not found within {NOTICED:g} s")


MEASURES: dict[str, Measure] = {
    "S1": endpoint,
    "S6": suggesting,
    "S5": meaning_leg,
    "S2": rebuild,
    "S7": findable,
}
