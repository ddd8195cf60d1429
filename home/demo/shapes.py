"""Shapes of the demo's places, vocabulary and textbooks. Keys are internal names that other facts refer to."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class City:
    """A city; a ``municipality`` has no province step."""

    key: str
    name: str
    code: str
    municipality: bool


@dataclass(frozen=True)
class District:
    """A district under a city, with the rule set in force there."""

    key: str
    name: str
    city: str
    code: str
    rule_set: str
    introduction: str


@dataclass(frozen=True)
class Office:
    """A bureau or an institute of a district."""

    key: str
    name: str
    short: str
    district: str
    introduction: str = ""
    address: str = ""
    opened: date | None = None


@dataclass(frozen=True)
class School:
    """A made-up school; ``level`` is primary, junior or nine_year, ``teachers`` how many of the demo work there."""

    key: str
    name: str
    district: str
    level: str
    classes: int
    teachers: int
    opened: date
    introduction: str


@dataclass(frozen=True)
class AllianceMember:
    """A member school and how it joined."""

    school: str
    mode: str
    since: date


@dataclass(frozen=True)
class Alliance:
    """A school alliance with its three-year cycle."""

    key: str
    name: str
    head: str
    since: date
    until: date
    summary: str
    members: tuple[AllianceMember, ...]


@dataclass(frozen=True)
class Designation:
    """A title a school holds."""

    title: str
    holder: str
    issuer: str
    since: date
    until: date
    number: str


@dataclass(frozen=True)
class Places:
    """Everything with a sign on the door."""

    cities: tuple[City, ...]
    districts: tuple[District, ...]
    bureaus: tuple[Office, ...]
    institutes: tuple[Office, ...]
    schools: tuple[School, ...]
    alliances: tuple[Alliance, ...]
    designations: tuple[Designation, ...]


@dataclass(frozen=True)
class Term:
    """A word of a list. ``family`` and ``seal`` only for subjects, ``publisher`` only for editions."""

    code: str
    name: str
    name_en: str = ""
    family: str = ""
    seal: str = ""
    publisher: str = ""


@dataclass(frozen=True)
class Alias:
    """Another way to write a term."""

    kind: str
    text: str
    code: str


@dataclass(frozen=True)
class Vocabulary:
    """Stages, subjects, editions, grades 1–9, aliases and topic nodes."""

    stages: tuple[Term, ...]
    subjects: tuple[Term, ...]
    editions: tuple[Term, ...]
    grades: tuple[str, ...]
    aliases: tuple[Alias, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """A unit of a volume with its lessons in reading order; ``n`` is the printed number (0: before the first)."""

    n: int
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class Volume:
    """One textbook. A node is named ``<key>/<n>/<position from 1>``."""

    key: str
    scheme: str
    subject: str
    edition: str
    revision: str
    grade: int
    term: int
    units: tuple[Unit, ...]

    @property
    def stage(self) -> str:
        """In the 六三 scheme grade 7 begins the junior secondary stage."""
        return "primary" if self.grade <= 6 else "junior"
