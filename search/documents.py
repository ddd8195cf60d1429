"""What the index knows about a lesson, or about anything else that is found: plain data, the same for both engines.

``LessonDocument`` is built from the database (``sources``), stored as JSON beside its token columns and given to the
ranking function. Nothing here reads a database or an engine.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from search import sounds
from search.constants import Kind
from search.tokens import index_tokens, joined, normalise, number, squeezed

UNIT = re.compile(r"第?\s*([一二三四五六七八九十\d]{1,3})\s*(?:单元|章)")
MODULE = re.compile(r"第\s*([一二三四五六七八九十\d]{1,3})\s*模块|\bm(?:odule)?\s*(\d{1,2})(?=\D|$)")
ENGLISH_UNIT = re.compile(r"u(?:nit)?\s*(\d{1,2})(?!\d)")
LESSON_NUMBER = re.compile(r"^\s*第?\s*(\d{1,2})\s*(?:课|[*＊]?\s*[.．、](?!\d))")
SUMMARY_READ = 80  # characters of a summary that a vector is made of
PERIOD = re.compile(
    r"第\s*([一二三四五六七八九十\d]{1,2})\s*课时|"
    r"[(（]\s*([一二三四五六七八九\d]{1,2})\s*[)）]\s*$|"
    r"\s(\d)\s*$"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text inside a lesson with the place it opens at.

    ``where`` is what a reader sees ("课件 第6页"), ``anchor`` what stands behind the lesson's address
    (``?t=75#video``). ``members``: only signed-in readers may know of it.
    """

    place: str
    where: str
    anchor: str
    text: str
    members: bool = False
    material: int | None = None  # the file it was read from


@dataclass(slots=True)
class Numbers:
    """Numbers of the place in the book, read from labels and title; ``None`` where nothing says so."""

    unit: int | None = None
    module: int | None = None
    lesson: int | None = None
    period: int | None = None

    @classmethod
    def read(cls, *, title: str, labels: list[str], period: int | None) -> Self:
        """``labels`` are the node and those above it, nearest first."""
        texts = [normalise(each) for each in [*labels, title]]
        plain = normalise(title)
        return cls(
            unit=_first(UNIT, texts) or _first(ENGLISH_UNIT, texts),
            module=_first(MODULE, texts),
            lesson=_first(LESSON_NUMBER, [plain]),
            period=period or _first(PERIOD, [plain]),
        )


def _first(pattern: re.Pattern[str], texts: list[str]) -> int | None:
    for text in texts:
        if found := pattern.search(text):
            return number(next(group for group in found.groups() if group))
    return None


@dataclass(slots=True)
class LessonDocument:
    """One lesson, or by ``entity`` (``Kind``) something else, which leaves the fields of the textbook empty.

    Codes stand in ``facets`` (Facet value → list of codes), names and words in the text fields."""

    key: str
    page_id: int
    code: str
    version: int
    title: str
    source_id: str = ""
    unit: str = ""  # labels of node and unit: "第三单元 分数除法"
    key_points: str = ""
    concepts: str = ""  # words that a teacher would use and the title does not (``concepts``)
    place_words: str = ""  # "小学 数学 六年级 上册 第一学期 人教版"
    school: str = ""
    school_words: str = ""  # names, short names, aliases and districts of the school
    district: str = ""
    authors: str = ""
    summary: str = ""
    kinds_words: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    passages: list[Passage] = field(default_factory=list)
    volume_id: int | None = None
    node_path: str = ""
    order: str = ""
    released: str = ""
    level: str = ""
    public: bool = True
    entity: str = Kind.LESSON.value

    def as_json(self) -> dict[str, Any]:
        """Plain data for storing."""
        return asdict(self)

    def card_text(self) -> str:
        """The short card: what a lesson is, without what is said in it."""
        parts = (
            self.title,
            self.unit,
            self.key_points,
            self.concepts,
            self.place_words,
            self.school_words,
            self.authors,
        )
        return "\n".join(filter(None, (*parts, self.summary, self.kinds_words)))

    def meaning_text(self) -> str:
        """What the vector of a lesson is made of: short, and equal for the periods of one lesson."""
        title = PERIOD.sub("", normalise(self.title)).strip()
        more = "" if self.entity == Kind.LESSON else self.summary[:SUMMARY_READ]
        return " ".join(filter(None, (title, self.unit, self.place_words.split("\n")[0], more)))

    def ranked_tokens(self) -> dict[str, str]:
        """Tokens per ranked field, kept ready: the ranking reads two hundred cards per query."""
        rest = "\n".join((self.key_points, self.summary, self.authors, self.place_words, self.kinds_words))
        plain = PERIOD.sub("", LESSON_NUMBER.sub("", normalise(self.title)))
        return {
            "unit": joined(self.unit),
            "school": joined(self.school_words),
            "rest": joined(rest),
            "concepts": joined(self.concepts),
            "squeezed": squeezed(plain),
        }

    def columns(self) -> dict[str, str]:
        """Token columns of the engines: title ⊂ card ⊂ text; ``members`` is what only signed-in readers may find."""
        title, card = index_tokens(self.title), index_tokens(self.card_text())
        open_text = "\n".join(each.text for each in self.passages if not each.members)
        closed_text = "\n".join(each.text for each in self.passages if each.members)
        return {
            "title": " ".join(title),
            "card": " ".join(card),
            "text": " ".join(dict.fromkeys([*card, *index_tokens(open_text)])),
            "members": " ".join(dict.fromkeys(index_tokens(closed_text))),
            "sounds": " ".join(dict.fromkeys([*sounds.index_tokens(self.title), *sounds.index_tokens(self.unit)])),
        }
