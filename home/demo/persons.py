"""Shapes of people: who is named by hand, what the generator draws from, and a person as the loader creates one."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NamedPerson:
    """A teacher the demo tells about; ``status`` is the state wanted on the first day."""

    key: str
    name: str
    school: str
    subject: str
    title: str
    born: int
    status: str
    roles: tuple[str, ...] = ()
    honour: str = ""
    host: str = ""
    leave: str = ""
    textbooks: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaffMember:
    """Somebody outside the schools."""

    key: str
    name: str
    organization: str
    role: str
    subject: str
    title: str
    born: int


@dataclass(frozen=True)
class Account:
    """A demo account, one per role."""

    role: str
    person: str
    username: str
    label: str


@dataclass(frozen=True)
class Cast:
    """Who is named by hand."""

    teachers: tuple[NamedPerson, ...]
    staff: tuple[StaffMember, ...]
    accounts: tuple[Account, ...]


@dataclass(frozen=True)
class Names:
    """Lists the generator draws from: one string of surnames, groups of given names divided by blanks."""

    surnames: str
    given: tuple[str, ...]


@dataclass(frozen=True)
class MembershipFact:
    """Person in organization with role; ``kind`` is home or host (轮岗)."""

    organization: str
    role: str
    kind: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class LeaveFact:
    """An approved absence, last day included."""

    kind: str
    since: date
    until: date


@dataclass(frozen=True)
class Person:
    """A person as the loader creates one. ``status`` and ``rule_set`` are empty outside the schools."""

    key: str
    username: str
    name: str
    organization: str
    subject: str
    stage: str
    title: str
    born: int
    teaching_since: int
    staff_no: str
    status: str
    rule_set: str
    honour: str
    memberships: tuple[MembershipFact, ...]
    leaves: tuple[LeaveFact, ...]
    textbooks: tuple[str, ...]
