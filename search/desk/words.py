"""How statistics keep a query and pins compare it: short, in one form, without what looks like a person."""

import re

from search.constants import WORDS_LENGTH
from search.tokens import normalise, squeezed

NUMBERS = re.compile(r"\d{6,}")  # telephone, identity card, staff number
ADDRESS = re.compile(r"\S+@\S+")


def words_of(text: str) -> str:
    """The words as the log keeps them; empty when nothing is left to count."""
    plain = ADDRESS.sub("", NUMBERS.sub("", normalise(text[: 4 * WORDS_LENGTH])))
    return " ".join(plain.split())[:WORDS_LENGTH].strip()


def key_of(text: str) -> str:
    """What pins compare: “六上 分数除法” and “六上分数除法！” are one query."""
    return squeezed(text[: 4 * WORDS_LENGTH])[:WORDS_LENGTH]
