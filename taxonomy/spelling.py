"""How people write the same thing differently: width, circled numerals, spaces, numbers of units, names of schools.

Pure functions. Display texts are only tidied; every comparison goes through a folded key. Shared by imports and by the
understanding of queries.
"""

import re
import unicodedata
from dataclasses import dataclass

from taxonomy.constants import UNIT_WORDS

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
DIGITS = "零一二三四五六七八九"
NUMBER = r"[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[\u2460-\u2473]"
_WRITTEN = re.compile(r"^([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)$")
_PUNCTUATION = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "`": "'",
        "—": "-",
        "–": "-",
        "－": "-",
        "−": "-",
        "…": "...",
        "·": "",
        "•": "",
    }
)
_PERIOD = re.compile(
    rf"[\s\-—（(]*(?:第\s*(?P<named>{NUMBER})\s*课时|(?P<circled>[\u2460-\u2473])|[（(]\s*(?P<bracketed>[0-9]{{1,2}})\s*[）)])\s*[）)]?[.。\s]*$"
)
_NUMBERED = re.compile(r"^(?P<number>[0-9]{1,2}(?:\.[0-9]{1,2})*\s*\*?)\s*[.．、]?\s*(?P<rest>\D.*)$")
_MODULE = re.compile(
    rf"(?:第\s*({NUMBER})\s*模块|(?<![A-Za-z])M\s*([0-9]{{1,2}}))\s*[-—\s]*(?:第\s*({NUMBER})\s*单元|U(?:nit)?\s*([0-9]{{1,2}}))",
    re.IGNORECASE,
)
_WORD = "|".join(UNIT_WORDS)
_UNIT = re.compile(
    rf"(?:第\s*({NUMBER})|(?<![0-9A-Za-z])([0-9]{{1,2}}))\s*({_WORD})|(?<![A-Za-z])(?:U|Unit|Module|M)\s*([0-9]{{1,2}})(?![0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class UnitName:
    """A unit as people number it: ``第三单元``, ``M2U1``; ``order`` sorts units of one book."""

    number: str
    title: str
    order: int
    leads: bool = False  # the text begins with it, so what follows is its title and nothing else


def tidy(text: str) -> str:
    """For showing: odd spaces become one space, invisible characters go; the words stay as written."""
    visible = "".join(
        " " if unicodedata.category(c) in {"Zs", "Cc"} else c for c in text if unicodedata.category(c) != "Cf"
    )
    return re.sub(r" +", " ", visible).strip()


def fold(text: str) -> str:
    """For comparing: ``１②Ａ 统编`` and ``12a统编`` are the same."""
    plain = unicodedata.normalize("NFKC", text).translate(_PUNCTUATION).casefold()
    return re.sub(r"\s+", "", plain)


def read_number(text: str) -> int | None:
    """``3``, ``三``, ``③``, ``十二`` → the number; ``None`` for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.isdecimal():
        return int(plain)
    found = _WRITTEN.match(plain)
    if not plain or found is None:
        return None
    tens, ten, ones = found.groups()
    if tens and not ten:
        return DIGITS.index(tens) if not ones else None
    return (DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (DIGITS.index(ones) if ones else 0)


def write_number(number: int) -> str:
    """12 → ``十二`` (1–99); larger numbers stay digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


def _plain_digits(text: str) -> str:
    """``第３单元`` → ``第3单元``; nothing else changes."""
    return text.translate(_DIGITS)


def split_period(title: str) -> tuple[str, int | None]:
    """``分数的基本性质②`` → (``分数的基本性质``, 2); also ``（2）`` and ``第二课时``; without a period ``None``."""
    title = _plain_digits(title)
    found = _PERIOD.search(title)
    if found is None or not title[: found.start()].strip():
        return title.strip(), None
    number = next(group for group in found.groups() if group)
    return title[: found.start()].strip(), read_number(number)


def split_number(title: str) -> tuple[str, str]:
    """``3*.不懂就要问`` → (``3*``, ``不懂就要问``); a title without a number gives ``""``."""
    bare = _plain_digits(title).strip("《》 ")
    found = _NUMBERED.match(bare)
    if found is None:
        return "", title.strip()
    return found["number"].replace(" ", ""), found["rest"].strip().strip("《》")


def read_unit(text: str) -> UnitName | None:
    """The unit a text names: ``第3单元``, ``第二模块第一单元``, ``M4-U2``, ``第6章圆与扇形``; else ``None``."""
    text = _plain_digits(text)
    if found := _MODULE.search(text):
        module, unit = (read_number(a or b) or 0 for a, b in (found.group(1, 2), found.group(3, 4)))
        return UnitName(
            number=f"M{module}U{unit}",
            title=_rest(text, found.end()),
            order=module * 20 + unit,
            leads=found.start() == 0,
        )
    found = _UNIT.search(text)
    if found is None:
        return None
    if found.group(4):
        kind = "模块" if found.group(0).upper().startswith("M") else "单元"
        counted: int | None = int(found.group(4))
    else:
        kind, counted = found.group(3), read_number(found.group(1) or found.group(2))
    if not counted:
        return None
    title = _rest(text, found.end())
    if kind == "模块":  # what belongs to a whole module stands after its units
        return UnitName(number=f"M{counted}", title=title, order=counted * 20 + 19, leads=found.start() == 0)
    return UnitName(number=f"第{write_number(counted)}{kind}", title=title, order=counted, leads=found.start() == 0)


def _rest(text: str, start: int) -> str:
    return tidy(text[start:]).strip("-—:： ")


def school_key(name: str, *, city: str = "", districts: tuple[str, ...] = ()) -> str:
    """The same school with and without its city, with stray spaces, with ``松江`` for ``松江区``.

    ``city`` is the long form (``上海市``). The district stays part of the key: half of all districts have an 实验小学.
    """
    plain = fold(name).strip('"')
    short = city.removesuffix("市")
    for prefix in filter(None, (city, short)):
        if plain.startswith(prefix) and len(plain) > len(prefix) + 3:
            plain = plain.removeprefix(prefix)
            break
    for district in districts:
        stem = district.removesuffix("新区").removesuffix("区")
        if plain.startswith(district):
            return plain
        if plain.startswith(stem):
            return district + plain.removeprefix(stem).removeprefix("区")
    return plain


def without_district(key: str, districts: tuple[str, ...]) -> str:
    """A school key without its leading district; the key itself where it has none."""
    return next((key.removeprefix(district) for district in districts if key.startswith(district)), key)
