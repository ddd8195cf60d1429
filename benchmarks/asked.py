"""What readers of the library ask: a fixed stream of different queries, of the kinds that teachers type.

Different ones, because the product keeps the vector of a query that was asked before.
"""

import random
from collections.abc import Sequence
from functools import cache

from benchmarks.library import NAMES, SEED, WAYS, WHERE, sentences
from taxonomy.models import TextbookNode

QUERIES = 4000
FRAGMENT = 8  # characters of a sentence
TYPED = 2  # characters before the first suggestion is worth anything
TERMS = {1: "上", 2: "下"}
NUMBERS = "一二三四五六七八九"


@cache
def queries(number: int = QUERIES) -> Sequence[str]:
    """Titles, places in a book, sentences of plans, schools; expects the library's textbooks."""
    nodes = list(
        TextbookNode.objects.filter(parent__isnull=False)
        .select_related("volume__subject", "volume__grade", "parent")
        .order_by("volume", "path")
    )
    chance = random.Random(SEED)
    kinds = (_title, _place, _words, _school)
    return [kinds[each % len(kinds)](chance, chance.choice(nodes)) for each in range(number)]


def _title(chance: random.Random, node: TextbookNode) -> str:
    return f"{node.title} {chance.choice(WAYS).format(n=chance.randrange(1, 4))}"


def _place(chance: random.Random, node: TextbookNode) -> str:
    volume = node.volume
    term = TERMS.get(volume.term, "")
    parts = [f"{NUMBERS[volume.grade.number - 1]}{term}", volume.subject.name, node.parent.title if node.parent else ""]
    return " ".join(filter(None, [*parts, chance.choice([node.title, ""])]))


def _words(chance: random.Random, node: TextbookNode) -> str:
    text = chance.choice(sentences(node.volume.subject.code)).partition("{")[0].strip("。，、；")
    start = chance.randrange(max(1, len(text) - FRAGMENT))
    return f"{node.title[:4]} {text[start : start + FRAGMENT]}".strip()


def _school(chance: random.Random, node: TextbookNode) -> str:
    return f"{chance.choice(WHERE)}城{chance.choice(NAMES)} {node.volume.subject.name} {node.title[:4]}"


@cache
def typed(number: int = QUERIES) -> Sequence[str]:
    """Beginnings of titles, as they stand in the field while somebody types."""
    chance = random.Random(SEED + 1)
    titles = list(TextbookNode.objects.filter(parent__isnull=False).order_by("volume", "path").values_list("title"))
    found = []
    for _each in range(number):
        (title,) = chance.choice(titles)
        found.append(title[: chance.randrange(TYPED, max(TYPED + 1, len(title)))])
    return found
