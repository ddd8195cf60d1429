"""General Chinese questions over passages (CMRC 2018): does a search made for lessons still find plain text?

Each passage is a lesson: its title is the title, its text the teaching plan; it stands on a topic, so no place in a
book helps. Then everything takes its usual way: document, tokens, index, plan, engine, ranking. The reference indexes
the same two fields. A question has exactly one right passage, which counts as grade 3.
"""

import gzip
import json
import random
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.planting import Seedling, plant
from benchmarks.search_quality import ours
from benchmarks.search_quality.measures import Judged
from home.services import ensure_organization_page
from organizations.constants import OrganizationKind
from organizations.services import create_organization
from search.engines.choice import server
from taxonomy.services import ensure_topic

SEED = 2018
TYPE = "question"


def read(folder: Path) -> dict[str, dict[str, str]]:
    """``corpus.jsonl.gz``: id → title and text."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["_id"]: {"title": row["title"], "text": row["text"]} for row in rows}


def questions(folder: Path, number: int) -> list[Judged]:
    """``number`` questions, the same ones in every run; 0 for all."""
    rights: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text().splitlines()[1:]:
        query, passage, grade = line.split("\t")
        if int(grade) > 0:
            rights.setdefault(query, {})[passage] = 3
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text().splitlines()]
    found = [
        Judged(key=row["_id"], text=row["text"], type=TYPE, grades=rights[row["_id"]])
        for row in rows
        if row["_id"] in rights
    ]
    return random.Random(SEED).sample(found, number) if 0 < number < len(found) else found


def bring_in(passages: dict[str, dict[str, str]]) -> None:
    """Write the passages as lessons and make them findable."""
    if (engine := server()) is not None:
        engine.ensure_index()
    plant(_seedlings(passages))
    ours.ready()


def _seedlings(passages: dict[str, dict[str, str]]) -> Iterator[Seedling]:
    school = create_organization(actor=None, kind=OrganizationKind.SCHOOL, name="阅读材料学校")
    parent = ensure_organization_page(organization=school, actor=None)
    topic = ensure_topic(actor=None, title="阅读材料")
    for number, (key, passage) in enumerate(passages.items()):
        fields = {
            "organization": school,
            "topic": topic,
            "source": "CMRC 2018",
            "source_id": key,
            "plan": [("process", {"heading": "", "text": f"<p>{escape(passage['text'])}</p>"})],
        }
        yield Seedling(code=f"p{number:07d}", title=passage["title"], parent=parent, fields=fields)


def identity(card: dict[str, Any]) -> str:
    """The passage's own id."""
    return str(card["source_id"])
