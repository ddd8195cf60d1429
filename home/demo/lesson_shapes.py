"""Shapes of lessons: as written in the data files, and as composed for the loader."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class WrittenLesson:
    """A lesson written out by hand. ``steps``: heading and text; ``mistakes``: what goes wrong and how to answer it.

    ``by``, ``design`` and ``guide`` are keys of persons (执教, 主备, 指导); ``level`` is the highest one reached.
    """

    node: str
    title: str
    question: str
    aims: tuple[str, ...]
    key: str
    hard: str
    steps: tuple[tuple[str, ...], ...]
    mistakes: tuple[tuple[str, ...], ...]
    board: str
    homework: tuple[str, ...]
    tasks: tuple[str, ...]
    by: str = ""
    design: str = ""
    guide: str = ""
    type: str = "new"
    level: str = ""
    period: int = 1
    cues: tuple[str, ...] = ()
    reflection: str = ""
    key_lesson: bool = False


@dataclass(frozen=True)
class LessonBrief:
    """What is particular to one lesson; ``phrasing`` makes the full text of it. Texts carry no full stop at the end."""

    node: str
    question: str
    concept: str
    tool: str
    opening: str
    task: str
    finding: str
    error: str
    response: str
    practice: str
    board: str
    title: str = ""
    type: str = "new"
    level: str = ""


@dataclass(frozen=True)
class Phrases:
    """A subject's bank of sentences with slots, several ways to say each part."""

    titles: dict[str, tuple[str, ...]]
    opening: tuple[str, ...]
    task: tuple[str, ...]
    finding: tuple[str, ...]
    mistake: tuple[str, ...]
    practice: tuple[str, ...]
    close: tuple[str, ...]
    aims: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    hard: tuple[str, ...]


@dataclass(frozen=True)
class CommonPhrases:
    """Sentences with slots that fit every subject."""

    homework: tuple[tuple[str, ...], ...]
    tasks: tuple[tuple[str, ...], ...]
    reflection: tuple[str, ...]


@dataclass(frozen=True)
class Author:
    """A person (key) and what they did: teaching, design or guidance."""

    person: str
    role: str


@dataclass(frozen=True)
class Step:
    """A step of the teaching process, or a mistake and its answer."""

    title: str
    text: str


@dataclass(frozen=True)
class Slide:
    """One slide: heading and lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Cue:
    """A caption; times in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Moment:
    """A second of the video worth going to."""

    second: int
    text: str
    note: str


@dataclass(frozen=True)
class LevelStep:
    """Recognised at this level on that day."""

    level: str
    on: date
    issuer: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as the loader builds it; codes are those of the apps' vocabularies (lesson type, licence, visibility).

    ``key`` is stable across loads; ``duration`` is in seconds; ``key_lesson`` marks the one the tour starts from.
    """

    key: str
    title: str
    node: str
    subject: str
    organization: str
    authors: tuple[Author, ...]
    type: str
    period: int
    summary: str
    question: str
    aims: tuple[str, ...]
    key_points: str
    hard_points: str
    process: tuple[Step, ...]
    mistakes: tuple[Step, ...]
    board: str
    homework: tuple[str, ...]
    tasks: tuple[str, ...]
    reflection: str
    slides: tuple[Slide, ...]
    cues: tuple[Cue, ...]
    moments: tuple[Moment, ...]
    duration: int
    levels: tuple[LevelStep, ...]
    licence: str
    visibility: str
    consent: str
    released_on: date
    key_lesson: bool
