"""What a teacher means: words of place, school and material become structure, the rest is matched as text.

Structure is soft unless the reader chose it as a filter: a wrong guess costs a rank, never a hit. Each understood part
is a chip that can be taken back (``ignore``).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from search.lexicon import SCHOOL_TAIL, Lexicon, current
from search.tokens import HAN, normalise, number

DIGIT = "一二三四五六七八九1-9"
SOFT = 0.4  # a word inside a longer one (语文 in 语文园地) is a hint only

# Words about teaching itself: every lesson is a text, a topic or a way to teach, so they tell no lesson from another.
NOISE = re.compile(
    rf"^讲(?=.{{2,}}的)|(?<![{HAN}])(?:怎么教|怎样教|如何教|教学生|怎么|怎样|如何|关于|有关|学习)|"
    rf"的?(?:课文|文章|话题|内容|公开课|优质课|精品课|教学视频|视频课|怎么教|怎么上|怎么讲|怎样教|如何教)(?![{HAN}])|"
    rf"(?<=[{HAN}]{{2}})课(?![{HAN}])"
)
# How people put a question; taken off first, so that what stands behind it is read as if it stood alone. Nothing here
# begins or ends a title (一个豆荚里的五粒豆 and 找春天 do, hence only after another of these words).
ASKING = re.compile(
    r"^(?:请问|谁有|有没有|有哪些|哪里有|我?想要?找|帮我?找|我要找|我想要|给我)+(?:[一几]?[节堂个篇些])?(?:关于|有关|讲解?|教小?学生)?|"
    r"[,\s]\s*最好(?=[^,]*$)|,?\s*(?:谁有|有没有|有吗|有哪些)\??$"
)
ENGLISH_PLACE = re.compile(r"(?<![a-z])m(?:odule)?\s*(\d{1,2})\s*,?\s*u(?:nit)?\s*(\d{1,2})(?!\d)")
ENGLISH_MODULE = re.compile(r"(?<![a-z])module\s*(\d{1,2})(?!\d)")
SLOTS = ("stage", "subject", "grade", "term", "edition", "unit", "module", "lesson", "period", "type", "level", "kind")
FEW_SUBJECTS = 3
ENGLISH = "英语"
ENGLISH_BOOK = re.compile(
    r"(?<![a-z])(?:m\d{1,2}(?:\s*u\d{1,2})?|unit\s*\d{1,2}|module\s*\d{1,2}|period\s*\d)(?![a-z\d])"
)
SPOKEN_OF = {  # words about the lessons of one subject, which the other subjects' teachers do not use
    "语文": re.compile("课文|文章|作文|习作|古诗|文言文|散文|写人|写景|写事|写动物|生字|口语交际|寓言|童话|神话"),
    "数学": re.compile("应用题|竖式|口算|笔算|简便运算|简便计算|公式|单位换算|方程|算式"),
    ENGLISH: re.compile("语法|句型|时态|动词|名词|过去时|现在时|进行时|将来时|英文"),
}
HIGH_GRADES = {"初": 6, "高": 9}


@dataclass(frozen=True, slots=True)
class Slot:
    """One understood part. ``values``: facet codes, numbers as text, or organization ids; ``text``: what was said."""

    kind: str
    values: tuple[str, ...]
    text: str
    weight: float = 1.0

    @property
    def certain(self) -> bool:
        """Whether it stood alone and was taken out of the text."""
        return self.weight >= 1


@dataclass(slots=True)
class Understanding:
    """``rest`` is what is matched as text, ``whole`` the whole query in normal form."""

    whole: str
    rest: str
    slots: list[Slot] = field(default_factory=list)
    synonyms: tuple[str, ...] = ()

    def values(self, kind: str) -> tuple[str, ...]:
        """Every value of the slots of ``kind``."""
        return tuple(value for slot in self.slots if slot.kind == kind for value in slot.values)


Reader = Callable[[re.Match[str], Lexicon], Iterator[Slot]]


def _grade_slot(figure: int | None, lexicon: Lexicon, text: str) -> Iterator[Slot]:
    if figure in lexicon.grades:
        yield Slot("grade", (lexicon.grades[figure],), text)


def _term_slot(word: str | None, text: str) -> Iterator[Slot]:
    if word:
        yield Slot("term", ("1" if word in "一1上a" else "2",), text)


def _grade_and_term(found: re.Match[str], lexicon: Lexicon) -> Iterator[Slot]:
    parts = found.groupdict()
    text = found.group().strip()
    offset = HIGH_GRADES.get(parts.get("school") or "", 0)
    figure = number(parts["grade"])
    yield from _grade_slot((figure or 0) + offset, lexicon, text)
    yield from _term_slot(parts.get("term") or parts.get("half"), text)


def _preparatory(found: re.Match[str], lexicon: Lexicon) -> Iterator[Slot]:
    yield from _grade_slot(6, lexicon, found.group())


def _term(found: re.Match[str], lexicon: Lexicon) -> Iterator[Slot]:
    yield from _term_slot(next(group for group in found.groups() if group), found.group())


def _numbered(*kinds: str) -> Reader:
    def read(found: re.Match[str], lexicon: Lexicon) -> Iterator[Slot]:
        given = [group for group in found.groups() if group]
        for kind, figure in zip(kinds, given, strict=False):
            if (value := number(figure)) is not None:
                yield Slot(kind, (str(value),), found.group().strip())

    return read


# In this order; what a pattern matched is taken out of the text unless it is marked as kept.
PATTERNS: tuple[tuple[re.Pattern[str], Reader, bool], ...] = (
    (
        re.compile(
            rf"(?P<grade>[{DIGIT}])\s*年级\s*(?:第?(?P<term>[一二12])学期|(?P<half>[上下])(?:册|学期|半学期)?)?"
        ),
        _grade_and_term,
        False,
    ),
    (
        re.compile(
            r"(?P<school>[初高])(?P<grade>[一二三123])(?!中|小)(?:第?(?P<term>[一二])学期|(?P<half>[上下])(?:册|学期)?)?"
        ),
        _grade_and_term,
        False,
    ),
    (re.compile(r"(?<![a-z\d])(?:grade\s*|g)(?P<grade>[1-9])(?![a-z\d])"), _grade_and_term, False),
    (re.compile(rf"(?<![第{DIGIT}])(?P<grade>[{DIGIT}])\s*(?P<half>[上下])(?:册|学期)?"), _grade_and_term, False),
    (re.compile(r"(?<![a-z\d])(?P<grade>[1-9])(?P<half>[ab])(?![a-z\d])"), _grade_and_term, False),
    (re.compile(r"预备(?:年级|班)|预初"), _preparatory, False),
    (re.compile(r"第([一二12])学期|([上下])(?:学期|册)"), _term, False),
    (re.compile(r"(?<![a-z\d])m(\d{1,2})\s*u(\d{1,2})(?!\d)"), _numbered("module", "unit"), True),
    (re.compile(r"第?([一二三四五六七八九十\d]{1,3})\s*(?:单元|章)"), _numbered("unit"), False),
    (re.compile(rf"(?<=语文园地)\s*([一二三四五六七八\d])(?![{HAN}\d])"), _numbered("unit"), False),
    (re.compile(r"(?<![a-z])u(?:nit)?\s*(\d{1,2})(?!\d)"), _numbered("unit"), False),
    (re.compile(r"第?([一二三四五六七八九十\d]{1,2})\s*模块"), _numbered("module"), False),
    (re.compile(r"(?<![a-z&])m(?:odule\s*)?(\d{1,2})(?!\s*&|[a-z\d])"), _numbered("module"), True),
    (re.compile(r"第?([一二三四五六七八九\d]{1,2})\s*课时"), _numbered("period"), False),
    (re.compile(r"第\s*([一二三四五六七八九十\d]{1,2})\s*课(?!时)"), _numbered("lesson"), False),
    (re.compile(rf"(?<=[{HAN}a-z)])\s*[(\s]\s*(\d)\s*\)?\s*$"), _numbered("period"), False),
    (re.compile(rf"^\s*(\d{{1,2}})\s*[.、]?\s*(?=[{HAN}])"), _numbered("lesson"), False),
)


def understand(text: str, *, ignore: frozenset[str] = frozenset(), lexicon: Lexicon | None = None) -> Understanding:
    """Read ``text``; slots of the kinds in ``ignore`` were taken back by the reader and stay text."""
    lexicon = lexicon or current()
    plain = ENGLISH_PLACE.sub(r"m\1u\2", " ".join(normalise(text).split()))  # as titles write it
    whole = ENGLISH_MODULE.sub(r"m\1", plain)
    found = Understanding(whole=whole, rest=ASKING.sub(" ", whole).strip() or whole)
    _read_schools(found, lexicon, ignore)
    _read_patterns(found, lexicon, ignore)
    _read_words(found, lexicon, ignore)
    _guess_subject(found, lexicon, ignore)
    without = " ".join(NOISE.sub(" ", found.rest).split())
    found.rest = without if without or found.slots else " ".join(found.rest.split())
    found.synonyms = _synonyms(found, lexicon)
    return found


def _read_patterns(found: Understanding, lexicon: Lexicon, ignore: frozenset[str]) -> None:
    for pattern, reader, kept in PATTERNS:
        match = pattern.search(found.rest)
        if not match or not _bounded(match, found.rest, lexicon):
            continue
        slots = [slot for slot in reader(match, lexicon) if slot.kind not in ignore]
        slots = [slot for slot in slots if slot.kind not in {each.kind for each in found.slots}]
        if slots:
            found.slots += slots
            if not kept:
                found.rest = f"{found.rest[: match.start()]} {found.rest[match.end() :]}"


def _bounded(match: re.Match[str], text: str, lexicon: Lexicon) -> bool:
    """三上 counts before a space, the end or a known word (6下数学), not inside a phrase (一下子).

    At the head of a query any but 一上 and 一下 counts: no title begins with 六下.
    """
    if "half" not in match.re.groupindex or "年级" in match.group() or not match.groupdict().get("half"):
        return True
    head, tail = text[: match.start()], text[match.end() :]
    if not head.strip() and match["grade"] not in "一1":
        return True
    begins = not head or not re.search(rf"[{HAN}]$", head) or any(head[-size:] in lexicon.words for size in range(2, 7))
    ends = not tail or not re.match(rf"[{HAN}]", tail) or tail[0] == "第"
    return begins and (ends or any(tail[:size] in lexicon.words for size in range(2, 7)))


def _read_words(found: Understanding, lexicon: Lexicon, ignore: frozenset[str]) -> None:
    kept: list[str] = []
    for part in re.findall(rf"[{HAN}]+|[^{HAN}]+", found.rest):
        run = part.strip()
        pieces = lexicon.segment(run) if run else None
        wanted = [(word, meaning) for word, meaning in pieces or [] if meaning and meaning[0] not in ignore]
        if pieces and len(wanted) == sum(1 for _, meaning in pieces if meaning):
            found.slots += [Slot(kind, (code,), word) for word, (kind, code) in wanted]
            kept.append(" ".join(word for word, (kind, _) in wanted if kind == "type"))
            continue
        kept.append(part)
        if run:
            found.slots += [
                Slot(kind, (code,), word, SOFT) for word, (kind, code) in lexicon.inside(run) if kind not in ignore
            ]
    found.rest = " ".join(kept)


def _guess_subject(found: Understanding, lexicon: Lexicon, ignore: frozenset[str]) -> None:
    """A hint, never a filter: an edition has books of few subjects, only English ones count in units and modules, and
    some words are said of one subject's lessons alone."""
    if "subject" in ignore or found.values("subject"):
        return
    editions = [slot for slot in found.slots if slot.kind == "edition"]
    subjects = lexicon.subjects_of.get(editions[0].values[0], ()) if editions else ()
    if 0 < len(subjects) <= FEW_SUBJECTS:
        found.slots.append(Slot("subject", subjects, editions[0].text, SOFT))
    elif (said := ENGLISH_BOOK.search(found.whole)) and (english := lexicon.words.get(ENGLISH)):
        found.slots.append(Slot("subject", (english[1],), said.group(), SOFT))
    else:
        found.slots += _spoken_of(found.whole, lexicon)


def _spoken_of(whole: str, lexicon: Lexicon) -> list[Slot]:
    """The subject that a word of its own lessons hints at, when only one subject's words are there."""
    said = [
        Slot("subject", (known[1],), match.group(), SOFT)
        for name, words in SPOKEN_OF.items()
        if (match := words.search(whole)) and (known := lexicon.words.get(name))
    ]
    return said if len(said) == 1 else []


def _read_schools(found: Understanding, lexicon: Lexicon, ignore: frozenset[str]) -> None:
    if "school" in ignore:
        return
    for part in found.rest.split():
        if len(part) < 3 or not re.fullmatch(rf"[{HAN}\d]+", part):
            continue
        for name in _school_names(part):
            if schools := lexicon.schools_called(name):
                best = max(schools.values())
                chosen = tuple(str(pk) for pk, share in sorted(schools.items()) if share >= 0.6 * best)
                found.slots.append(Slot("school", chosen, name))
                found.rest = found.rest.replace(name, " ", 1)
                return


def _school_names(part: str) -> Iterator[str]:
    """What may be the name of a school in ``part``, the longest first: all of it, or all but a subject or a grade."""
    for end in range(len(part), 2, -1):
        if SCHOOL_TAIL.search(part[:end]):
            yield from (
                part[start:end] for start in range(end - 2) if end - start >= (3 if part == part[start:end] else 4)
            )


def _synonyms(found: Understanding, lexicon: Lexicon) -> tuple[str, ...]:
    """Other words for what is asked. One character alone would match everywhere, so it is no synonym of anything.

    A group of one subject is left out where the query names another one.
    """
    rest, subjects = found.rest, found.values("subject")
    words = set(re.findall(r"[a-z0-9]+", rest))
    groups = (
        others for word, others in lexicon.synonyms.items() if word in words or (not word.isascii() and word in rest)
    )
    return tuple(
        dict.fromkeys(
            other
            for others in groups
            for other, subject in others
            if len(other) > 1 and other not in rest and (not subject or not subjects or subject in subjects)
        )
    )
