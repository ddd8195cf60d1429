"""What accounts announce after commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticesSent:
    """New notices stand in the lists of these persons."""

    notice_ids: tuple[int, ...]


@dataclass(frozen=True)
class PersonAnonymised:
    """Name and contact of a person are gone; whoever keeps a copy must drop it."""

    person_id: int
