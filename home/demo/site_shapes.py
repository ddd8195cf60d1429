"""Shapes of school-based curricula and of the words of the site itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StructureField:
    """A field of a curriculum; courses are title|grades|periods a week|note."""

    title: str
    courses: tuple[str, ...]


@dataclass(frozen=True)
class FilingStep:
    """A step of the filing in days from today."""

    status: str
    day: int
    by: str
    reason: str


@dataclass(frozen=True)
class Curriculum:
    """A school-based curriculum; ``number`` may hold ``{year}``, the year of the filing."""

    key: str
    school: str
    title: str
    summary: str
    status: str
    number: str
    year_shift: int
    idea: str
    goals: tuple[str, ...]
    implementation: str
    evaluation: str
    structure: tuple[StructureField, ...]
    sample_lessons: tuple[str, ...]
    steps: tuple[FilingStep, ...]


@dataclass(frozen=True)
class Section:
    """A headed passage."""

    heading: str
    text: str


@dataclass(frozen=True)
class TextPage:
    """A page of plain text."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class LicenceText:
    """What a licence allows."""

    code: str
    text: str


@dataclass(frozen=True)
class News:
    """A notice of an organization, in days from today."""

    title: str
    organization: str
    day: int
    text: str


@dataclass(frozen=True)
class Texts:
    """Words of the site itself."""

    hero: str
    hero_note: str
    demo_note: str
    about: TextPage
    help: TextPage
    licences: tuple[LicenceText, ...]
    news: tuple[News, ...]


@dataclass(frozen=True)
class KeptLessons:
    """Lessons, by their titles, that a person has saved."""

    person: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class KeptSearch:
    """A saved search; ``address`` is the query string of the catalogue."""

    person: str
    name: str
    address: str


@dataclass(frozen=True)
class Pin:
    """A lesson that an editor wants first for a query."""

    person: str
    words: str
    lesson: str


@dataclass(frozen=True)
class Asked:
    """A query of the day: how often, whether anything was found, and which lesson was opened."""

    words: str
    asked: int
    found: bool
    opened: str


@dataclass(frozen=True)
class Desks:
    """What people have on their desks."""

    saved_lessons: tuple[KeptLessons, ...]
    saved_searches: tuple[KeptSearch, ...]
    pins: tuple[Pin, ...]
    searches: tuple[Asked, ...]
