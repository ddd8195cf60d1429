"""How statistics keep a query and pins compare it: short, in one form, without what looks like a person."""

import re

from search.constants import WORDS_LENGTH
from search.tokens import normalise, squeezed

NUMBERS = re.compile(r"\d{6,}")  # telephone, identity card, staff number
HIDDEN = "\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd-\uffff"
UNSEEN = re.compile(f"[{HIDDEN}]")  # controls, directions, what stands for unreadable bytes
ADDRESS = re.compile(r"\S+@\S+")


def words_of(text: str) -> str:
    """The words as the log keeps them; empty when nothing is left to count."""
    plain = ADDRESS.sub("", NUMBERS.sub("", normalise(text[: 4 * WORDS_LENGTH])))
    words = " ".join(UNSEEN.sub("", plain).split())[:WORDS_LENGTH].strip()
    return words if squeezed(words) else ""


def key_of(text: str) -> str:
    """What pins compare: “六上 分数除法” and “六上分数除法！” are one query."""
    return squeezed(text[: 4 * WORDS_LENGTH])[:WORDS_LENGTH]
