"""The words that become structure: data from ``taxonomy`` and ``organizations``, read once per process and change.

Matching schools copes with the ways people shorten names: 延安初中 is 上海市延安初级中学, 奉贤教院附小 is
奉贤区教师进修学院附属小学. A short form is a subsequence of the full name that starts with a whole word of it, or with
its first character.
"""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max

from courses.constants import LessonType
from materials.constants import MaterialKind
from organizations.constants import OrganizationKind
from organizations.models import Organization
from search.models import Synonym
from search.tokens import normalise
from taxonomy.constants import Level
from taxonomy.models import Alias, Edition, Grade, Stage, Subject, Volume

CHECK_SECONDS = 5.0
SCHOOL_TAIL = re.compile(
    r"(?:小学|中学|初中|高中|完中|学校|学院|附小|附中|附校|幼儿园|实小|外小|外校|初级|中心校|"
    r"[一二三四五六七八九十](?:[小中]|中心)|实验)$"
)
HEAD = re.compile(r"^.{2,4}?[区县]")  # before the name proper
SHORTEST_SHARE = 0.33  # of a name, that letters picked out of it must be
AREA_TAIL = re.compile(r"(?:自治县|新区|区|县|市)$")
FILLER = {"课", "的", "版", "教材", "课本", "教科书", "老师", "上课", "课程"}  # say nothing once the rest is understood

# Usual short forms that are no taxonomy data: how teachers call materials, levels and kinds of lessons.
KIND_WORDS = {
    "课件": MaterialKind.SLIDES,
    "ppt": MaterialKind.SLIDES,
    "教案": MaterialKind.LESSON_PLAN,
    "教学设计": MaterialKind.LESSON_PLAN,
    "任务单": MaterialKind.TASK_SHEET,
    "学习单": MaterialKind.TASK_SHEET,
    "学习任务单": MaterialKind.TASK_SHEET,
    "作业": MaterialKind.EXERCISE,
    "作业练习": MaterialKind.EXERCISE,
    "导学案": MaterialKind.STUDY_GUIDE,
    "微课": MaterialKind.MICRO_VIDEO,
    "实录": MaterialKind.CLASS_RECORDING,
    "课堂实录": MaterialKind.CLASS_RECORDING,
    "实验视频": MaterialKind.EXPERIMENT_VIDEO,
}
LEVEL_WORDS = {
    "部级": Level.NATIONAL,
    "国家级": Level.NATIONAL,
    "省级": Level.PROVINCE,
    "市级": Level.CITY,
    "区级": Level.DISTRICT,
    "区县级": Level.DISTRICT,
    "校级": Level.SCHOOL,
}
LESSON_TYPE_WORDS = {normalise(str(label)): value for value, label in LessonType.choices if value != LessonType.NEW}


@dataclass(frozen=True, slots=True)
class School:
    """An organization by one of its names; ``plain`` is the name without its city."""

    pk: int
    plain: str


@dataclass(frozen=True, slots=True)
class Name:
    """A term of the vocabulary as people read it."""

    name: str
    english: str
    position: int


@dataclass(frozen=True)
class Lexicon:
    """``words``: normalised word → (slot kind, code)."""

    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    grades: dict[int, str] = field(default_factory=dict)
    schools: dict[str, list[School]] = field(default_factory=dict)  # by two characters anywhere, by the first one
    areas: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # word → (other word, subject)
    longest: int = 1
    terms: dict[str, dict[str, Name]] = field(default_factory=dict)  # facet → code → names
    subjects_of: dict[str, tuple[str, ...]] = field(default_factory=dict)  # edition → subjects it has books of

    def segment(self, run: str) -> list[tuple[str, tuple[str, str] | None]] | None:
        """``run`` cut wholly into known words and fillers, ``None`` when something is left over."""
        ends: dict[int, list[tuple[str, tuple[str, str] | None]]] = {0: []}
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - self.longest), end):
                piece = run[start:end]
                if start in ends and (piece in self.words or piece in FILLER):
                    ends[end] = [*ends[start], (piece, self.words.get(piece))]
                    break
        found = ends.get(len(run))
        return found if found and any(meaning for _, meaning in found) else None

    def inside(self, run: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Known words anywhere in ``run``, the longest at each place."""
        at = 0
        while at < len(run):
            size = next(
                (n for n in range(min(self.longest, len(run) - at), 1, -1) if run[at : at + n] in self.words), 0
            )
            if size:
                yield run[at : at + size], self.words[run[at : at + size]]
            at += size or 1

    def schools_called(self, name: str) -> dict[int, float]:
        """Organizations that ``name`` may mean, with how much of their name it says (1 = all of it)."""
        found: dict[int, float] = {}
        for school in self.schools.get(name[:2], []):
            at = school.plain.find(name[:2])
            while at >= 0:
                if _is_subsequence(name, school.plain[at:]):
                    share = len(name) / max(len(school.plain) - at, 1)
                    found[school.pk] = max(found.get(school.pk, 0.0), share)
                    break
                at = school.plain.find(name[:2], at + 1)
        return found or self._schools_spelled(name)

    def _schools_spelled(self, name: str) -> dict[int, float]:
        """Letters picked out of a name from its first on: 世外小学 of 世界外国语小学, 静教附校 with its district."""
        found: dict[int, float] = {}
        for school in self.schools.get(name[0], []):
            share = len(name) / len(school.plain)
            if share >= SHORTEST_SHARE and _is_subsequence(name, school.plain):
                found[school.pk] = max(found.get(school.pk, 0.0), share)
        return found


def _is_subsequence(short: str, name: str) -> bool:
    letters = iter(name)
    return all(each in letters for each in short)


_lock = threading.Lock()
_kept: Lexicon | None = None
_stamp: tuple[object, ...] = ()
_checked = 0.0


def forget() -> None:
    """Build again at the next query."""
    global _stamp, _checked
    _stamp, _checked = (), 0.0


def current() -> Lexicon:
    """The lexicon in force; four small queries at most every five seconds notice a change by another process."""
    global _kept, _stamp, _checked
    now = time.monotonic()
    if _kept is not None and now - _checked < CHECK_SECONDS:
        return _kept
    with _lock:
        stamp = _present_stamp()
        if _kept is None or stamp != _stamp:
            _kept, _stamp = _build(), stamp
        _checked = now
    return _kept


def _present_stamp() -> tuple[object, ...]:
    return (
        *Synonym.objects.aggregate(n=Count("id"), at=Max("updated_at")).values(),
        *Alias.objects.aggregate(n=Count("id"), at=Max("id")).values(),
        *Organization.objects.aggregate(n=Count("id"), at=Max("id")).values(),
        *Volume.objects.aggregate(n=Count("id"), at=Max("id")).values(),
    )


def _build() -> Lexicon:
    words = _taxonomy_words()
    schools, areas = _organizations()
    words |= {area: ("district", full) for area, full in areas.items() if area not in words}
    grades = {grade.number: grade.code for grade in Grade.objects.all()}
    longest = max((len(word) for word in words), default=1)
    return Lexicon(words, grades, schools, areas, _synonyms(), longest, _terms(), _subjects_of())


def _subjects_of() -> dict[str, tuple[str, ...]]:
    rows = Volume.objects.order_by().values_list("edition__code", "subject__code").distinct()
    found: dict[str, list[str]] = defaultdict(list)
    for edition, subject in sorted(rows):
        found[edition].append(subject)
    return {edition: tuple(subjects) for edition, subjects in found.items()}


def _terms() -> dict[str, dict[str, Name]]:
    models: dict[str, Any] = {"stage": Stage, "subject": Subject, "grade": Grade, "edition": Edition}
    return {
        facet: {row.code: Name(row.name, row.name_en, row.position) for row in model.objects.all()}
        for facet, model in models.items()
    }


def _taxonomy_words() -> dict[str, tuple[str, str]]:
    fixed = (("kind", KIND_WORDS), ("level", LEVEL_WORDS), ("type", LESSON_TYPE_WORDS))
    words = {word: (slot, str(code)) for slot, table in fixed for word, code in table.items()}
    tables: dict[str, Any] = {"stage": Stage, "subject": Subject, "edition": Edition}
    for slot, model in tables.items():
        for term in model.objects.all():
            names = [*_spellings(slot, term.name), *_spellings(slot, term.name_en)]
            words |= {normalise(name): (slot, term.code) for name in names}
    for alias in Alias.objects.filter(kind__in=["stage", "subject", "edition"]):
        words |= {normalise(name): (alias.kind, alias.code) for name in _spellings(alias.kind, alias.text)}
    return words


def _spellings(kind: str, name: str) -> list[str]:
    """人教 is said for 人教版 and the other way round."""
    bare = name.removesuffix("版")
    both = [name, bare, f"{bare}版"] if kind == "edition" and not name.isascii() else [name]
    return [each for each in both if len(each) > 1]


def _organizations() -> tuple[dict[str, list[School]], dict[str, str]]:
    areas: dict[str, str] = {}
    rows = list(Organization.objects.values_list("pk", "kind", "name", "short_name", "aliases"))
    cities = [normalise(name) for _pk, kind, name, _short, _aliases in rows if kind == OrganizationKind.CITY]
    schools: dict[str, list[School]] = defaultdict(list)
    for pk, kind, name, short, aliases in rows:
        if kind == OrganizationKind.DISTRICT:
            full = normalise(name)
            bare = AREA_TAIL.sub("", full)
            areas |= {full: full, **({bare: full} if len(bare) >= 2 else {})}
        elif kind != OrganizationKind.CITY:
            for spelling in {normalise(each) for each in (name, short, *aliases) if each}:
                plain = _without_city(spelling.replace(" ", ""), cities)
                for at in range(len(plain) - 1):
                    schools[plain[at : at + 2]].append(School(pk, plain[at:]))
                bare = HEAD.sub("", plain)
                for start in {plain, bare} - {""}:
                    schools[start[0]].append(School(pk, start))
    return schools, areas


def _without_city(name: str, cities: list[str]) -> str:
    for city in cities:
        if name.startswith(city):
            return name[len(city) :]
    return re.sub(r"^[^市]{2}市(?=.{3})", "", name)


def _synonyms() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in Synonym.objects.filter(active=True):
        group = [normalise(word).strip() for word in row.words.replace("_", " ").replace("，", " ").split()]
        for word in group:
            if len(word) < 2:
                continue
            others = ((each, row.subject) for each in group if each != word)
            found[word] = tuple(dict.fromkeys([*found.get(word, ()), *others]))
    return found
