"""What an import did, row by row."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RowNote:
    """Something to say about one row: where, about which field, and why."""

    row: int
    field: str
    reason: str


@dataclass
class ImportReport:
    """Counts and reasons; ``keys`` are the outbox keys of the lessons that the file names."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RowNote] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    pending: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """Rows seen."""
        return self.created + self.updated + self.unchanged + len(self.rejected)

    def as_json(self) -> dict[str, Any]:
        """For ``--report`` and for machines."""
        return {
            "total": self.total,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [vars(each) for each in self.rejected],
            "notes": [vars(each) for each in self.notes],
            "changed_fields": self.changes,
            "pending": self.pending,
            "failed": self.failed,
            "seconds": round(self.seconds, 1),
        }
