"""Facts of the search: somebody asked, somebody opened a hit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchAsked:
    """A query was answered. ``person_id`` is for the person's own list and never reaches the statistics."""

    text: str
    found: int
    person_id: int | None


@dataclass(frozen=True)
class HitOpened:
    """A reader opened a hit from the answer to ``text``: the lesson with this code, or, without one, another kind."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class IndexJobStarted:
    """Work on an index waits for a worker."""

    job_id: int
