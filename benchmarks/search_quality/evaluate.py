"""How good is the lesson search? Judged queries against the running code, by type and with each leg switched off.

    python benchmarks/search_quality/evaluate.py --data DIR [--engine database|elasticsearch] [--off meaning] [--legs]
        [--misses]

``DIR`` (or ``SEARCH_JUDGEMENTS``) holds ``queries.jsonl`` (id, query, type) and ``qrels.tsv`` (query id, 0, source id
of a lesson, grade 1–3); the lessons must have been imported and indexed. Prints nDCG@10 (gain 2^grade − 1), MRR of the
first lesson of grade ≥ 2, recall@20 of grade ≥ 2 over min(20, all), success@3 (a grade-3 lesson among the first three).
"""

import argparse
import json
import math
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean, median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

Measures = dict[str, float]
Judgements = dict[str, dict[str, int]]


def measures(ranked: list[str], grades: dict[str, int]) -> Measures:
    """The four figures of one query."""
    gains = [2 ** grades.get(each, 0) - 1 for each in ranked[:10]]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:10]
    useful = {each for each, grade in grades.items() if grade >= 2}
    first = next((at for at, each in enumerate(ranked, start=1) if each in useful), 0)
    exact = any(grades.get(each) == 3 for each in ranked[:3])
    return {
        "nDCG@10": _discounted(gains) / (_discounted(best) or 1.0),
        "MRR": 1 / first if first else 0.0,
        "recall@20": len(useful & set(ranked[:20])) / min(20, len(useful)) if useful else 0.0,
        "success@3": float(exact),
    }


def _discounted(gains: list[int]) -> float:
    return sum(gain / math.log2(at + 1) for at, gain in enumerate(gains, start=1))


def judgements(folder: Path) -> tuple[list[dict[str, Any]], Judgements]:
    """Queries and their graded answers."""
    queries = [json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines() if line.strip()]
    grades: Judgements = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text().splitlines():
        query, _zero, lesson, grade = line.split("\t")
        grades[query][lesson] = int(grade)
    return queries, grades


def ask(text: str, off: frozenset[str]) -> tuple[list[str], float]:
    """Source ids of the first twenty hits, and the seconds it took."""
    from search.finding import search
    from search.models import IndexedDocument
    from search.queries import SearchQuery

    started = time.perf_counter()
    result = search(SearchQuery(text=text, page_size=20, off=off, members=True))
    taken = time.perf_counter() - started
    cards = dict(IndexedDocument.objects.filter(key__in=[hit.key for hit in result.hits]).values_list("key", "card"))
    return [cards[hit.key]["source_id"] for hit in result.hits], taken


def evaluate(queries: list[dict[str, Any]], grades: Judgements, off: frozenset[str], *, misses: bool) -> None:
    """Ask every query and print the table."""
    by_type: dict[str, list[Measures]] = defaultdict(list)
    times: list[float] = []
    for query in queries:
        ranked, taken = ask(query["query"], off)
        found = measures(ranked, grades[query["id"]])
        by_type[query["type"]].append(found)
        by_type["all"].append(found)
        times.append(taken)
        if misses and found["nDCG@10"] < 0.8:
            print(f"  {query['id']} {query['query']}: nDCG {found['nDCG@10']:.2f}")
    names = ["nDCG@10", "MRR", "recall@20", "success@3"]
    print(f"{'type':10}" + "".join(f"{name:>11}" for name in names))
    for kind, rows in by_type.items():
        if kind != "all":
            print(f"{kind:10}" + "".join(f"{mean(row[name] for row in rows):11.3f}" for name in names))
    print(f"{'all':10}" + "".join(f"{mean(row[name] for row in by_type['all']):11.3f}" for name in names))
    print(f"median {median(times) * 1000:.0f} ms, slowest {max(times) * 1000:.0f} ms\n")


def main() -> None:
    """Read the arguments, choose the engine, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("SEARCH_JUDGEMENTS"), help="folder of the judged set"
    )
    parser.add_argument("--engine", choices=["database", "elasticsearch"], help="default: as configured")
    parser.add_argument("--off", nargs="*", default=[], help="legs of the ranking to switch off")
    parser.add_argument("--legs", action="store_true", help="also with each leg switched off in turn")
    parser.add_argument("--misses", action="store_true", help="list the queries below .8")
    options = parser.parse_args()
    if options.engine == "database":
        os.environ["ELASTICSEARCH_URL"] = ""
    import django

    django.setup()
    from django.conf import settings

    from search.ranking import FEATURES

    if options.engine == "elasticsearch" and not settings.SEARCH_ELASTICSEARCH_URL:
        parser.error("ELASTICSEARCH_URL names no server")
    if not options.data:
        parser.error("--data or SEARCH_JUDGEMENTS: where are the judged queries?")
    queries, grades = judgements(Path(options.data))
    print(f"engine: {'elasticsearch' if settings.SEARCH_ELASTICSEARCH_URL else 'database'}; {len(queries)} queries")
    evaluate(queries, grades, frozenset(options.off), misses=options.misses)
    for leg in FEATURES if options.legs else ():
        print(f"without {leg}")
        evaluate(queries, grades, frozenset([leg]), misses=False)


if __name__ == "__main__":
    main()
