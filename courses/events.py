"""What this app announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LessonPublished:
    """A lesson became public or changed in public."""

    page_id: int


@dataclass(frozen=True)
class LessonUnpublished:
    """A lesson was taken out."""

    page_id: int


@dataclass(frozen=True)
class CurriculumMoved:
    """A school curriculum took a step of its review."""

    page_id: int
    status: str
    decision_id: int
