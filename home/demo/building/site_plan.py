"""What the steps share: today, the written content, and what has been built so far by its key."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.utils import timezone

from home.demo.content import Content

T = TypeVar("T")

SUBJECT_CODES = {"art": "fine-arts"}  # the written content's short names against the vocabulary's
EDITION_CODES = {"unified": "tongbian"}


@dataclass
class SitePlan:
    """State of a load. ``watch`` wraps an iterable in a progress bar: ``watch(rows, "课例")``."""

    today: date
    content: Content
    actor: Any | None = None
    organizations: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Any] = field(default_factory=dict)
    volumes: dict[str, Any] = field(default_factory=dict)
    lessons: dict[str, Any] = field(default_factory=dict)
    lesson_at: dict[str, Any] = field(default_factory=dict)
    series: dict[str, Any] = field(default_factory=dict)
    units: dict[str, list[Any]] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    # what a piece of evidence comes from: ("run:…" or "activity:…", person) → (source type, source id, address)
    sources: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    subjects: dict[str, Any] = field(default_factory=dict)
    stages: dict[str, Any] = field(default_factory=dict)
    watch: Callable[[Iterable[Any], str], Iterable[Any]] = lambda rows, _label: rows

    def progress(self, rows: Iterable[T], label: str) -> Iterator[T]:
        """Go through ``rows`` under a progress bar."""
        yield from self.watch(list(rows), label)

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of that day in local time."""
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def day(self, days: int) -> date:
        """Today plus so many days."""
        return self.today + timedelta(days=days)

    def subject(self, key: str) -> Any | None:
        """The subject of a written key."""
        return self.subjects.get(SUBJECT_CODES.get(key, key))
