"""Pinyin: pairs of neighbouring syllables as tokens, so that ``siji zhi mei`` and a wrong homophone find 四季之美.

Sounds that Chinese typists mix up are made one (zh/z, ch/c, sh/s, ing/in, eng/en, ang/an), so a pair of syllables is
still specific while a slip of the ear or the keyboard stays inside it.
"""

import functools
import re
import unicodedata

from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from search.tokens import HAN, normalise

MARK = "~"  # keeps sounds apart from Latin words
INITIALS = f"{MARK}="
FEWEST, MOST = 3, 8  # letters that may be initials; longer runs are words
LETTERS = re.compile(r"[a-z]+")
HAN_RUN = re.compile(rf"[{HAN}]+")
UMLAUT = re.compile("[üǖǘǚǜ]")  # typed as v
SYLLABLE_LENGTH = 6  # zhuang


@functools.cache
def syllables() -> frozenset[str]:
    """Every toneless syllable of standard Chinese, from the readings of the common characters."""
    common = range(0x4E00, 0x9FA6)
    readings = (PINYIN_DICT.get(code, "").split(",")[0] for code in common)
    return frozenset(plain for reading in readings if (plain := _toneless(reading)).isalpha())


def _toneless(reading: str) -> str:
    spelled = UMLAUT.sub("v", reading)
    return "".join(each for each in unicodedata.normalize("NFD", spelled) if each.isascii()).lower()


def blurred(syllable: str) -> str:
    """One form for sounds that are often mixed up."""
    for sharp, flat in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(sharp):
            syllable = flat + syllable[2:]
            break
    return syllable[:-1] if syllable.endswith(("ang", "eng", "ing")) else syllable


def of_characters(text: str) -> list[list[str]]:
    """Blurred syllables of each run of characters."""
    return [[blurred(each) for each in lazy_pinyin(run)] for run in HAN_RUN.findall(normalise(text))]


@functools.lru_cache(maxsize=2048)
def split_letters(word: str) -> tuple[str, ...] | None:
    """``siji`` → (si, ji); ``None`` when the letters are no pinyin (English words mostly are none)."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    known = syllables()
    for end in range(1, len(word) + 1):
        options = [
            (*best[start], word[start:end])
            for start in range(max(0, end - SYLLABLE_LENGTH), end)
            if start in best and word[start:end] in known
        ]
        if options:
            best[end] = min(options, key=len)
    return best.get(len(word))


def of_letters(text: str) -> list[str] | None:
    """Blurred syllables of a query written in pinyin, ``None`` when any of its words is none."""
    words = LETTERS.findall(UMLAUT.sub("v", normalise(text)))
    split = [split_letters(word) for word in words]
    if not words or any(each is None for each in split):
        return None
    return [blurred(each) for parts in split for each in parts or ()]


def pairs(chain: list[str]) -> list[str]:
    """Tokens of a chain of syllables."""
    return [f"{MARK}{chain[at]}{chain[at + 1]}" for at in range(len(chain) - 1)]


def index_tokens(text: str) -> list[str]:
    """Tokens of every run of characters in ``text``, and the initials of each run and line (四季之美 → ``~=sjzm``)."""
    lines = [of_characters(line) for line in text.splitlines()]
    found = [pair for runs in lines for run in runs for pair in pairs(run)]
    for runs in lines:
        heads = ["".join(syllable[0] for syllable in run) for run in runs]
        found += [initials(each) for each in dict.fromkeys([*heads, "".join(heads)]) if len(each) >= FEWEST]
    return found


def initials(letters: str) -> str:
    """The token of first letters; of a long title its beginning is typed."""
    return f"{INITIALS}{letters[:MOST]}"


def query_tokens(text: str) -> list[str]:
    """Tokens to look for when ``text`` may be pinyin or misspelt."""
    spelled = of_letters(text)
    if spelled is not None:
        return pairs(spelled)
    found = [pair for run in of_characters(text) for pair in pairs(run)]
    letters = "".join(LETTERS.findall(normalise(text)))
    if not found and FEWEST <= len(letters) <= MOST:
        found.append(initials(letters))
    return list(dict.fromkeys(found))
