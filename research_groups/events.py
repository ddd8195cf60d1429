"""Facts this app announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupReviewed:
    """A yearly review was stored; a failed one has dissolved the group."""

    group_id: int
    result: str


@dataclass(frozen=True)
class ProductHandedIn:
    """Something was handed in."""

    activity_id: int
    person_id: int


@dataclass(frozen=True)
class ActivityDecided:
    """An institute approved or returned an activity. What must follow travels through the outbox."""

    activity_id: int
    approved: bool
