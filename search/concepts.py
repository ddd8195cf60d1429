"""What a lesson is about where its title does not say so: 守株待兔 is a 寓言, Present simple is 一般现在时.

General knowledge of the subjects, written down in ``data/concepts.txt``: words that teachers use, and the titles they
fit. The words go into the documents of fitting lessons, so both engines find them and the ranking can weigh them.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from search.tokens import HAN, HAN_ONLY, normalise, number, squeezed

FILE = Path(__file__).parent / "data" / "concepts.txt"
PLACE = re.compile(r"(?P<grade>\d)(?P<term>[上下])?(?P<unit>\d{1,2})?\Z")
WHOLE = 2  # characters: a title this short stands in many longer ones, so it must be the whole title
ANYWHERE = "~"
CODE = re.compile(  # before a title: M2U1, 第3节, 课题2, 12.1; after it the figure of a period
    r"^\s*(?:m\d+\s*(?:u\d+)?|第\s*[一二三四五六七八九十\d]+\s*节|课题\s*\d+|\d+\.\d+)\s*|[①-⑳]", re.IGNORECASE
)
KEY = 2  # characters that a title is looked up by
LONGEST = 5
JOINING = {"中的", "故事", "课文", "文章", "知识", "内容", "练习", "描写", "介绍", "赞美", "反映"}
JOINERS = JOINING | set("的和与及跟中里类题讲写学篇")
WORD_RUN = re.compile(rf"[{HAN}a-z0-9]+")
HAN_RUN = re.compile(rf"[{HAN}]+")
TERMS = {"上": "1", "下": "2"}


@dataclass(frozen=True, slots=True)
class Title:
    """A piece of a title, or the ``whole`` of it; a place narrows it where one is given."""

    text: str
    grade: str = ""
    term: str = ""
    unit: int | None = None
    whole: bool = False

    def fits(self, title: str, unit_title: str, place: "PlaceOf") -> bool:
        """``title`` and ``unit_title`` are squeezed: without signs, numbers of lesson and period."""
        if self.grade and (self.grade != place.grade or (self.term and self.term != place.term)):
            return False
        if self.unit is not None and self.unit != place.unit:
            return False
        if self.whole:
            return self.text in (title, unit_title)
        return self.text in title or self.text in unit_title


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """Where a lesson stands: ``grade`` as a figure, ``term`` as 1 or 2."""

    subject: str
    grade: str = ""
    term: str = ""
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Glossary:
    """The lines of one subject: ``words`` by line, and its titles by their first ``KEY`` characters.

    A lesson's title meets only titles that begin somewhere in it, so a long file costs no more than a short one.
    """

    words: list[tuple[str, ...]]
    titles: dict[str, list[tuple[int, Title]]]

    def lines_for(self, title: str, unit_title: str, place: "PlaceOf") -> list[int]:
        """Numbers of the lines that fit, in the order of the file."""
        keys = {text[at : at + size] for text in (title, unit_title) for at in range(len(text)) for size in (1, KEY)}
        return sorted(
            {line for key in keys for line, each in self.titles.get(key, ()) if each.fits(title, unit_title, place)}
        )


def concepts_of(title: str, unit_title: str, place: PlaceOf) -> str:
    """Words of every line that fits; ``title`` without the numbers of lesson and period."""
    glossary = glossaries().get(place.subject)
    if glossary is None:
        return ""
    plain, unit = squeezed(CODE.sub("", title)), squeezed(CODE.sub("", unit_title))
    return " ".join(dict.fromkeys(w for line in glossary.lines_for(plain, unit, place) for w in glossary.words[line]))


@functools.cache
def glossaries() -> dict[str, Glossary]:
    """By subject, as the file gives them. A title with spaces is English and goes by itself."""
    glossaries: dict[str, Glossary] = defaultdict(lambda: Glossary([], defaultdict(list)))
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        subject, words, titles = (part.strip() for part in line.split("|"))
        glossary = glossaries[subject]
        for each in map(_title, _separate(titles, subject)):
            glossary.titles[each.text[:KEY]].append((len(glossary.words), each))
        glossary.words.append(tuple(words.split()))
    return dict(glossaries)


def _separate(titles: str, subject: str) -> list[str]:
    return [each.strip() for each in titles.split(";" if subject == "english" else None) if each.strip()]


def _title(text: str) -> Title:
    name, _, place = text.partition("@")
    found = PLACE.match(place)
    plain = squeezed(name)
    short = len(plain) <= WHOLE or (name.isascii() and " " not in name.strip())
    whole = short and not name.startswith(ANYWHERE)
    if not found:
        return Title(plain, whole=whole)
    unit = number(found["unit"]) if found["unit"] else None
    return Title(plain, found["grade"], TERMS.get(found["term"] or "", ""), unit, whole)


@functools.cache
def _vocabulary() -> frozenset[str]:
    """Words of two to five characters that the file knows."""
    words = {word for glossary in glossaries().values() for said in glossary.words for word in said}
    return frozenset(word for word in words if 2 <= len(word) <= LONGEST and HAN_ONLY.match(word))


def pairs_across(text: str) -> frozenset[str]:
    """Character pairs of ``text`` that lie across the border of two known words."""
    found: set[str] = set()
    for run in HAN_RUN.findall(normalise(text)):
        at, before = 0, False
        while at < len(run):
            size = next((n for n in range(LONGEST, 1, -1) if run[at : at + n] in _vocabulary()), 0)
            if size and before:
                found.add(run[at - 1 : at + 1])
            before = bool(size)
            at += size or 1
    return frozenset(found)


def all_named(parts: Collection[str], words: Collection[str]) -> bool:
    """Whether the ``runs`` of a text are wholly made of ``words`` and of such as join them (三国故事 of 三国)."""
    return bool(parts) and all(_is_made_of(part, words) for part in parts)


def runs(text: str) -> list[str]:
    """The words of a query as they stand between spaces and signs; what only joins words is none of them."""
    parts = [part for run in WORD_RUN.findall(normalise(text)) for part in run.split("的")]
    return [part for part in parts if part and part not in JOINERS]


def _is_made_of(run: str, words: Collection[str]) -> bool:
    """At least one of ``words`` must be in it."""
    if run in words:
        return True
    reached = {0: False}  # place in the run → whether one of the words led there
    for at in range(len(run)):
        if at not in reached:
            continue
        for end in range(at + 1, len(run) + 1):
            piece = run[at:end]
            if (named := piece in words) or piece in JOINERS:
                reached[end] = reached.get(end, False) or reached[at] or named
    return reached.get(len(run), False)
