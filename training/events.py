"""Business facts that training announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidenceRecorded:
    """A piece of evidence was handed in or came from a record."""

    evidence_id: int
    person_id: int


@dataclass(frozen=True)
class EvidenceDecided:
    """A certifier certified, returned or reversed a piece of evidence (``state``)."""

    evidence_id: int
    person_id: int
    state: str


@dataclass(frozen=True)
class HoursAwarded:
    """The ledger of a person grew; ``entry_ids`` in posting order."""

    person_id: int
    entry_ids: tuple[int, ...]


@dataclass(frozen=True)
class RuleSetAssigned:
    """An organization, and what is below it, works under a rule set from a day on."""

    organization_id: int
    set_key: str


@dataclass(frozen=True)
class YearClosed:
    """A year was audited; its figures never change again."""

    organization_id: int
    set_key: str
    year: str


@dataclass(frozen=True)
class StaffReminded:
    """Persons of a school got a reminder about missing hours."""

    organization_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class RunChanged:
    """A run was proposed, approved, started, finished or cancelled (``status``), or its seats were changed."""

    run_id: int
    status: str


@dataclass(frozen=True)
class EnrolmentChanged:
    """A person enrolled, waits, got a seat, withdrew or was freed (``status``)."""

    enrolment_id: int
    person_id: int
    status: str


@dataclass(frozen=True)
class UnitCompleted:
    """Everything a unit asks for is there."""

    enrolment_id: int
    unit_id: int


@dataclass(frozen=True)
class EnrolmentCompleted:
    """All units of a run are completed; the evidence stands."""

    enrolment_id: int
    person_id: int
    evidence_id: int
