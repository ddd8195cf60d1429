"""The two evaluations, each in a database of its own: what is asked, of whom, and which figures were promised."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from benchmarks.search_quality import lessons, ours, passages
from benchmarks.search_quality.measures import Found, Judged, ask_all, lesson_queries
from benchmarks.search_quality.ours import DATABASE, ELASTICSEARCH
from benchmarks.search_quality.references import Documents, Plain, plain_index
from benchmarks.search_quality.report import Report, print_pace, print_title
from courses.models import LessonPage
from search.ranking import FEATURES
from tests.shared_data import LESSONS, shared

PLAIN, FUSED = "plain cjk BM25", "plain fused with e5-small"
NDCG, SUCCESS = "nDCG@10", "success@3"
OVERALL = {ELASTICSEARCH: 0.86, DATABASE: 0.84}
WITHOUT_MEANING, POSITION = 0.80, 0.95
LOW = 0.8  # nDCG of a query that --misses lists


def lesson_report(report: Report, options: argparse.Namespace) -> None:
    """Lesson queries: references, both engines, each leg switched off."""
    if not options.in_place:
        lessons.bring_in(_path(LESSONS))
    queries = lesson_queries(options.judgements or _path("retrieval/lesson_queries_dev"))
    print_title(f"Lesson queries: {len(queries)} over {LessonPage.objects.live().count():,} lessons")
    url = settings.SEARCH_ELASTICSEARCH_URL
    engines = _engines(options)
    found: dict[str, Found] = {}
    with _reference(url, lessons.documents, meaning=True) as reference:
        if reference:
            found |= {
                PLAIN: ask_all(queries, reference.plain),
                "e5-small vectors": ask_all(queries, reference.near),
                FUSED: ask_all(queries, reference.fused),
            }
    for engine in engines:
        with ours.answering(engine, url):
            found[_name(engine)] = ask_all(queries, ours.ranking(lessons.identity))
    report.print_rankings(found)
    print_pace(found)
    legs = engines[:1] if options.legs is None else options.legs
    for engine in engines:
        _legs(report, engine, url, queries, found[_name(engine)], every=engine in legs)
    for engine in engines:
        _expect_lessons(report, engine, found[_name(engine)])
    if options.misses:
        _print_misses(queries, {_name(engine): found[_name(engine)] for engine in engines})


def _legs(report: Report, engine: str, url: str, queries: list[Judged], whole: Found, *, every: bool) -> None:
    """Without meaning always, because a figure was promised; the others where they are wanted."""
    with ours.answering(engine, url):
        without = {
            leg: ask_all(queries, ours.ranking(lessons.identity, off=frozenset({leg})))
            for leg in (FEATURES if every else ["meaning"])
        }
    report.expect(f"{_name(engine)}, {NDCG} without meaning", without["meaning"].mean(NDCG), WITHOUT_MEANING)
    if every:
        print_title(f"{_name(engine)}, each leg switched off ({NDCG} by type on the right)")
        report.print_legs(whole, without)


def _expect_lessons(report: Report, engine: str, found: Found) -> None:
    report.expect(f"{_name(engine)}, {NDCG}", found.mean(NDCG), OVERALL[engine])
    if "position" in found.types:
        report.expect(f"{_name(engine)}, {SUCCESS} of position queries", found.mean(SUCCESS, "position"), POSITION)


def _print_misses(queries: list[Judged], found: Mapping[str, Found]) -> None:
    for name, each in found.items():
        print_title(f"{name}: {NDCG} below {LOW}")
        for query, measures in zip(queries, each.measures, strict=True):
            if measures[NDCG] < LOW:
                print(f"- {query.key} {query.text}: {measures[NDCG]:.2f}")


def passage_report(report: Report, options: argparse.Namespace) -> None:
    """CMRC 2018: ours must not be below plain."""
    folder = _path("retrieval/cmrc2018")
    texts = passages.read(folder)
    passages.bring_in(texts)
    queries = passages.questions(folder, options.questions)
    print_title(f"CMRC 2018: {len(queries):,} questions over {len(texts):,} passages, sampled with {passages.SEED}")
    url = settings.SEARCH_ELASTICSEARCH_URL
    found: dict[str, Found] = {}
    with _reference(url, lambda: texts) as reference:
        if reference:
            found[PLAIN] = ask_all(queries, reference.plain)
    for engine in _engines(options):
        with ours.answering(engine, url):
            found[_name(engine)] = ask_all(queries, ours.ranking(passages.identity))
    report.print_rankings(found)
    print_pace(found)
    for engine in _engines(options) if PLAIN in found else ():
        what = f"{_name(engine)}, {NDCG} on CMRC 2018, against plain"
        report.expect(what, found[_name(engine)].mean(NDCG), found[PLAIN].mean(NDCG))


def _engines(options: argparse.Namespace) -> list[str]:
    here = ours.engines_here()
    return [engine for engine in here if engine in (options.engine or here)]


def _name(engine: str) -> str:
    return {ELASTICSEARCH: "ours on Elasticsearch", DATABASE: "ours on the database"}[engine]


def _path(part: str) -> Path:
    found = shared(part)
    if found is None:
        raise FileNotFoundError(part)
    return found


@contextmanager
def _reference(url: str, documents: Callable[[], Documents], *, meaning: bool = False) -> Iterator[Plain | None]:
    """The reference index, or nothing where no Elasticsearch is."""
    if not url:
        print("no Elasticsearch: without the references")
        yield None
        return
    index = f"{settings.SEARCH_INDEX_PREFIX}-plain"
    with plain_index(url, index, documents(), meaning=meaning) as reference:
        yield reference
