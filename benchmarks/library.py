"""A library of 50,000 lessons with some 3 KB of text each; the same number gives the same lessons.

Places are the textbook nodes of the demo's books, texts are the demo's own phrases recombined by a seeded random
source, so that words are as frequent and as rare as in real plans. Written in bulk (``planting`` says what that leaves
out), because 50,000 saves would take an hour and are not what is measured.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from wagtail.models import Page

from benchmarks.planting import Seedling, plant
from courses.models import LessonPage
from home.demo.building.site_plan import EDITION_CODES, SUBJECT_CODES
from home.demo.building.textbooks import chinese_number
from home.demo.content import load_volumes
from home.services import ensure_organization_page
from organizations.constants import OrganizationKind
from organizations.models import Organization
from organizations.services import create_organization
from taxonomy.constants import LEVEL_ORDER
from taxonomy.models import Edition, Grade, Subject, TextbookNode
from taxonomy.services import build_textbook_tree, ensure_volume

LESSONS = 50_000
CHARACTERS = 1000  # of the plan: some 3 KB in UTF-8
SCHOOLS = 60
SEED = 2026
CODE = "z"  # public addresses of planted lessons begin with it
PHRASES = Path(__file__).resolve().parent.parent / "home" / "demo" / "content" / "phrases"
WHERE = "东南西北中"
NAMES = ("青山", "江岸", "桃源", "新桥", "石门", "云谷", "玉泉", "柳荫", "梅坡", "星海", "禾场", "竹溪")
WAYS = (
    "第{n}课时",
    "同课异构",
    "单元复习课",
    "错例辨析",
    "分层练习",
    "整理和复习",
    "从问题开始",
    "先做后说",
    "作业讲评",
)
FILL = {
    "k": ("学具", "线段图", "记录单", "词语卡片", "方格纸", "小黑板"),
    "opening": ("从一个情境开始", "先猜一猜"),
    "task": ("动手试一试", "自己找办法"),
    "finding": ("做法不同，道理相同", "从做法到想法"),
    "error": ("漏写单位", "只看数字不看问题", "把条件读反"),
    "practice": ("换一道题", "反过来想"),
}


def grow_library(number: int) -> int:
    """Write the first ``number`` lessons; returns how many. Expects a bootstrapped site without planted lessons."""
    return plant(seedlings(number, parents=schools(), nodes=places()))


def seedlings(number: int, *, parents: Sequence[Page], nodes: Sequence[TextbookNode]) -> Iterator[Seedling]:
    """Lessons 0 to ``number``: each depends on its own number only."""
    for each in range(number):
        yield _seedling(each, parents, nodes)


def _seedling(number: int, parents: Sequence[Page], nodes: Sequence[TextbookNode]) -> Seedling:
    chance = random.Random(f"{SEED}-{number}")
    parent, node = parents[number % len(parents)], chance.choice(nodes)
    period = 1 + number % 3
    return Seedling(
        code=f"{CODE}{number:07d}",
        title=f"{node.title} {chance.choice(WAYS).format(n=period)}",
        parent=parent,
        fields={
            "organization_id": parent.specific_deferred.organization_id,
            "node": node,
            "volume_id": node.volume_id,
            "period": period,
            "summary": f"围绕{node.title}，{chance.choice(FILL['finding'])}。"[:200],
            "plan": _plan(chance, node.title, node.volume.subject.code),
            "highest_level": chance.choice(["", "", *LEVEL_ORDER]),
            "released_on": date(2020, 1, 1) + timedelta(days=chance.randrange(2400)),
        },
    )


def _plan(chance: random.Random, title: str, subject: str) -> list[tuple[str, dict[str, str]]]:
    """Steps of a lesson until there are enough characters."""
    blocks: list[tuple[str, dict[str, str]]] = []
    written = 0
    while written < CHARACTERS:
        values = _Fill({name: chance.choice(words) for name, words in FILL.items()}, c=title, title=title)
        text = "".join(each.format_map(values) for each in chance.sample(sentences(subject), 4))
        blocks.append(("process", {"heading": f"环节{len(blocks) + 1}", "text": f"<p>{text}</p>"}))
        written += len(text)
    return blocks


class _Fill(dict[str, str]):
    """A phrase may name a slot that is not filled here."""

    def __missing__(self, name: str) -> str:
        return ""


@cache
def sentences(subject: str) -> Sequence[str]:
    """Every sentence of a subject and those of all subjects."""
    found: list[str] = []
    for name in (subject, "common"):
        path = PHRASES / f"{name}.yaml"
        found += _texts(yaml.safe_load(path.read_text())) if path.exists() else ()
    return [text for text in found if len(text) > 12]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def schools() -> list[Page]:
    """Pages of the schools below five districts."""
    pages = []
    for at in range(SCHOOLS):
        where = WHERE[at % len(WHERE)]
        district = _organization(OrganizationKind.DISTRICT, f"{where}城区", None)
        kind = "第一" if at % 2 else "实验"
        school = _organization(OrganizationKind.SCHOOL, f"{where}城{NAMES[at % len(NAMES)]}{kind}小学", district)
        pages.append(ensure_organization_page(organization=school, actor=None))
    return pages


def _organization(kind: OrganizationKind, name: str, parent: Organization | None) -> Organization:
    found = Organization.objects.filter(name=name).first()
    return found or create_organization(actor=None, kind=kind, name=name, parent=parent)


def places() -> list[TextbookNode]:
    """Lessons of every book of the demo."""
    for book in load_volumes():
        volume = ensure_volume(
            actor=None,
            subject=Subject.objects.get(code=SUBJECT_CODES.get(book.subject, book.subject)),
            edition=Edition.objects.get(code=EDITION_CODES.get(book.edition, book.edition)),
            grade=Grade.objects.get(number=book.grade),
            term=book.term,
            scheme=book.scheme,
            revision=book.revision,
        )
        units = [
            {"number": f"第{chinese_number(unit.n)}单元", "title": unit.title, "lessons": list(unit.lessons)}
            for unit in book.units
            if unit.n
        ]
        build_textbook_tree(actor=None, volume=volume, units=units)
    nodes = TextbookNode.objects.filter(parent__isnull=False).select_related("volume__subject", "volume__grade")
    return list(nodes.order_by("volume", "path"))


def planted() -> Any:
    """The lessons of the library."""
    return LessonPage.objects.filter(code__startswith=CODE)
