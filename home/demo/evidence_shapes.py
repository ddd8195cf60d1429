"""Shapes of the history of hours: evidence in the vocabulary of the rule sets, opening balances, school meetings."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class EvidenceFact:
    """One piece of evidence of a person.

    ``facts`` are further fields of the rule sets (minutes, cert_no, plan_filed …). ``certifier`` is an organization,
    ``certified_by`` a person. ``origin`` says where it comes from: ``history``, or ``run:<key>`` and
    ``activity:<key>`` for what completing a run or having an activity approved gives by itself. ``state`` is
    certified, submitted (nobody has decided yet) or returned with ``note``. ``source_id`` is unique per person.
    """

    person: str
    organization: str
    type: str
    level: str
    role: str
    occurred_on: date
    title: str
    organizer: str
    certifier: str
    certified_by: str
    certified_on: date
    source_id: str
    facts: dict[str, Any] = field(default_factory=dict)
    origin: str = "history"
    state: str = "certified"
    note: str = ""


@dataclass(frozen=True)
class OpeningFact:
    """What the district certified before the platform came, in grains of the set, for one year and its scopes."""

    person: str
    rule_set: str
    year: str
    granted: int
    scopes: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class SchoolMeeting:
    """A meeting of a school's filed training plan; those to come stand in the plan as activities."""

    school: str
    title: str
    on: date
    hour: int
    minute: int
    minutes: int
    place: str


@dataclass(frozen=True)
class Offer:
    """A kind of evidence the generator may choose: what it is worth by itself (grains) and how often in one year.

    ``titles`` names the list in ``history.yaml``; ``certifier`` is school, institute, bureau or district.
    """

    type: str
    level: str
    grains: int
    weight: int
    most: int
    titles: str
    certifier: str
    role: str = "participant"
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ClaimPlan:
    """A certificate of a teacher, in days from today, that waits for a decision or was returned."""

    person: str
    title: str
    organizer: str
    level: str
    type: str
    day: int
    minutes: int
    cert_no: str
    state: str


@dataclass(frozen=True)
class Titles:
    """Names of trainings and the like, with slots for subject, stage and district."""

    trainings: tuple[str, ...]
    city_trainings: tuple[str, ...]
    online: tuple[str, ...]
    research: tuple[str, ...]
    school: tuple[str, ...]
    lectures: tuple[str, ...]
    lessons: tuple[str, ...]
    products: tuple[str, ...]
    papers: tuple[str, ...]
    projects: tuple[str, ...]
    prizes: tuple[str, ...]
    holiday: str
    returned_note: str
    claims: tuple[ClaimPlan, ...]
