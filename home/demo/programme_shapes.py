"""Shapes of series, runs, groups and activities: as written, and with days made into dates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Question:
    """A quiz question; ``answers`` count choices from 1."""

    question: str
    choices: tuple[str, ...]
    answers: tuple[int, ...]
    explanation: str


@dataclass(frozen=True)
class SeriesUnit:
    """A unit of a series; ``lesson`` is the key of the lesson whose video is watched."""

    kind: str
    module: str
    minutes: int
    title: str
    body: str = ""
    lesson: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class RunPlan:
    """A run in days from today; ``hour`` is when its meetings begin (0: none), the last two numbers are head counts."""

    number: int
    mode: str
    status: str
    enrol_from: int
    enrol_until: int
    starts: int
    ends: int
    capacity: int | None
    place: str
    hour: int
    completed: int = 0
    enrolled: int = 0


@dataclass(frozen=True)
class Series:
    """A course series; ``subject`` is empty when it is for all."""

    key: str
    title: str
    organization: str
    subject: str
    stage: str
    learning_type: str
    level: str
    minutes: int
    summary: str
    introduction: str
    aims: tuple[str, ...]
    contact: str
    units: tuple[SeriesUnit, ...]
    runs: tuple[RunPlan, ...]


@dataclass(frozen=True)
class Meeting:
    """A dated meeting of a run; ``unit`` counts the units of the series from 0."""

    title: str
    unit: int
    on: date
    hour: int
    minutes: int
    place: str


@dataclass(frozen=True)
class Run:
    """A run with dates and people; ``key`` is series and number."""

    key: str
    series: str
    organization: str
    number: int
    mode: str
    status: str
    enrol_from: date
    enrol_until: date
    starts_on: date
    ends_on: date
    capacity: int | None
    place: str
    meetings: tuple[Meeting, ...]
    completed: tuple[str, ...]
    enrolled: tuple[str, ...]


@dataclass(frozen=True)
class ReviewPlan:
    """A yearly review ``year_back`` school years ago."""

    year_back: int
    result: str
    comment: str
    reviewer: str


@dataclass(frozen=True)
class ActivityPlan:
    """An activity in days from today; ``handed_in`` is the share of participants in percent; steps are title|note."""

    key: str
    kind: str
    title: str
    theme: str
    day: int
    hour: int
    minutes: int
    place: str
    schools: tuple[str, ...]
    status: str
    participants: int
    handed_in: int
    steps: tuple[str, ...]
    products: tuple[str, ...]
    lesson: str = ""
    return_reason: str = ""


@dataclass(frozen=True)
class GroupPlan:
    """A group in days from today."""

    key: str
    kind: str
    name: str
    organization: str
    subject: str
    stage: str
    host: str
    members: tuple[str, ...]
    since: int
    until: int
    aim: str
    plan: str
    reviews: tuple[ReviewPlan, ...]
    activities: tuple[ActivityPlan, ...]
    secretary: str = ""


@dataclass(frozen=True)
class Review:
    """A yearly review: school year, result, words, who and when."""

    year: str
    result: str
    comment: str
    reviewer: str
    on: date


@dataclass(frozen=True)
class Group:
    """A group with dates and the whole membership, host first."""

    key: str
    kind: str
    name: str
    organization: str
    subject: str
    stage: str
    host: str
    secretary: str
    members: tuple[str, ...]
    since: date
    until: date
    aim: str
    plan: str
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class ActivityStep:
    """A step and what was noted."""

    title: str
    note: str


@dataclass(frozen=True)
class Activity:
    """An activity with its date and people; ``handed_in`` are those whose products are in."""

    key: str
    group: str
    organization: str
    kind: str
    title: str
    theme: str
    lesson: str
    on: date
    hour: int
    minutes: int
    place: str
    schools: tuple[str, ...]
    status: str
    participants: tuple[str, ...]
    handed_in: tuple[str, ...]
    steps: tuple[ActivityStep, ...]
    products: tuple[str, ...]
    return_reason: str
