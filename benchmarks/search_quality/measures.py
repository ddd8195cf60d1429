"""The figures of a ranking: judged queries in, nDCG@10, MRR, recall@20 and success@3 per type out.

Grades are 3 (exactly what was asked), 2 (useful), 1 (related), 0 (everything that is not listed).
"""

import json
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

NAMES = ("nDCG@10", "MRR", "recall@20", "success@3")
DEPTH = 20  # hits that are looked at
ALL = "all"

Measures = dict[str, float]
Grades = Mapping[str, int]  # id of what was judged → grade
Ranking = Callable[[str], Sequence[str]]  # query → ids of the best ``DEPTH``, best first


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One query with its graded answers."""

    key: str
    text: str
    type: str
    grades: Grades


@dataclass(frozen=True)
class Found:
    """What a ranking reached: measures per query, seconds per query."""

    queries: Sequence[Judged]
    measures: Sequence[Measures]
    seconds: Sequence[float]

    @property
    def types(self) -> list[str]:
        """Types in the order of the file."""
        return list(dict.fromkeys(query.type for query in self.queries))

    def mean(self, name: str, type_: str = ALL) -> float:
        """The mean of a measure over the queries of a type."""
        held = zip(self.queries, self.measures, strict=True)
        return mean(each[name] for query, each in held if type_ in (ALL, query.type))

    @property
    def pace(self) -> str:
        """Median and slowest answer."""
        return f"median {median(self.seconds) * 1000:.0f} ms, slowest {max(self.seconds) * 1000:.0f} ms"


def measures(ranked: Sequence[str], grades: Grades) -> Measures:
    """The four figures of one query.

    Gain is 2^grade − 1. MRR looks for the first answer of grade 2 or better, recall counts those over
    min(20, how many there are), success is an answer of grade 3 among the first three.
    """
    gains = [2 ** grades.get(each, 0) - 1 for each in ranked[:10]]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:10]
    useful = {each for each, grade in grades.items() if grade >= 2}
    first = next((at for at, each in enumerate(ranked, start=1) if each in useful), 0)
    return {
        "nDCG@10": _discounted(gains) / (_discounted(best) or 1.0),
        "MRR": 1 / first if first else 0.0,
        "recall@20": len(useful & set(ranked[:DEPTH])) / min(DEPTH, len(useful)) if useful else 0.0,
        "success@3": float(any(grades.get(each) == 3 for each in ranked[:3])),
    }


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(at + 1) for at, gain in enumerate(gains, start=1))


def ask_all(queries: Sequence[Judged], ranking: Ranking) -> Found:
    """Put every query to ``ranking``."""
    found, seconds = [], []
    for query in queries:
        began = time.perf_counter()
        ranked = ranking(query.text)
        seconds.append(time.perf_counter() - began)
        found.append(measures(ranked, query.grades))
    return Found(queries, found, seconds)


def lesson_queries(folder: Path) -> list[Judged]:
    """``queries.jsonl`` (id, query, type) and ``qrels.tsv`` (query id, 0, source id of a lesson, grade)."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text().splitlines():
        query, _zero, lesson, grade = line.split("\t")
        grades[query][lesson] = int(grade)
    rows = (json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines() if line.strip())
    return [Judged(key=row["id"], text=row["query"], type=row["type"], grades=grades[row["id"]]) for row in rows]
