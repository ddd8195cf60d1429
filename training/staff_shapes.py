"""A school's roster as it is passed on: its rows with where everybody stands, and what it is narrowed to."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from organizations.models import Organization
from training.constants import SHORT_STATUSES, YearStatus
from training.planning import Planned
from training.rule_book import Terms
from training.status import Standing

Span = tuple[date, date | None]


@dataclass(slots=True)
class StaffRow:
    """One person of the roster. ``terms`` is ``None`` where no rule set is in force for the person."""

    person_id: int
    public_id: Any
    name: str
    username: str
    staff_no: str = ""
    roles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_ids: tuple[int, ...] = ()
    post: str = "home"
    home_id: int | None = None
    leave: str = ""
    terms: Terms | None = None
    standing: Standing = field(default_factory=lambda: Standing(YearStatus.EXEMPT))
    cycle_done: int = 0
    undecided: int = 0

    @property
    def status(self) -> YearStatus:
        """Status of this year."""
        return self.standing.status

    @property
    def short(self) -> bool:
        """Whether the person may be reminded."""
        return self.standing.status in SHORT_STATUSES


@dataclass(frozen=True, slots=True)
class StaffFilters:
    """What the roster is narrowed to; empty is everything."""

    q: str = ""
    status: str = ""
    subject: str = ""
    post: str = ""

    def keep(self, row: StaffRow) -> bool:
        """Whether ``row`` is wanted."""
        wanted = not self.q or self.q in row.name or self.q in row.staff_no or self.q == row.username
        if self.status == "short":
            wanted = wanted and row.short
        elif self.status:
            wanted = wanted and row.status == self.status
        if self.subject:
            wanted = wanted and self.subject in {str(pk) for pk in row.subject_ids}
        return wanted and (not self.post or row.post == self.post)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody of the school on ``day``, most pressing first; ``terms`` are the ones most of them work under."""

    school: Organization
    day: date
    rows: list[StaffRow]
    terms: Terms | None
    offers: list[Planned]

    def counts(self) -> Counter[str]:
        """Persons by status."""
        return Counter(row.status.value for row in self.rows)

    def subjects(self) -> list[tuple[str, str]]:
        """(id, name) of every subject taught here."""
        found = {pk: name for row in self.rows for pk, name in zip(row.subject_ids, row.subjects, strict=True)}
        return [(str(pk), name) for pk, name in sorted(found.items())]


ORDER = (YearStatus.WILL_MISS, YearStatus.GAP, YearStatus.ON_COURSE, YearStatus.REACHED, YearStatus.EXEMPT)
