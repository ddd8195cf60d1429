"""What a source is: one kind of thing that is found, where it comes from and who may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Page

from search.constants import Kind
from search.documents import LessonDocument

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Source:
    """One kind.

    ``openly``: rows that may stand in the index, open to the public or to everybody signed in. ``build``: documents of
    those of the given ids that may be found, with version 0, in a fixed number of queries. ``visible``: what this user
    may see of the given ids now, with all that a row of the list needs; it goes through the owning app's own rule.
    """

    kind: Kind
    model: type[Model]
    openly: Callable[[], QuerySet[Any]]
    build: Callable[[list[int]], list[LessonDocument]]
    visible: Callable[[list[int], Any], dict[int, Any]]

    @property
    def prefix(self) -> str:
        """What stands before the primary key: pages share one number range, so they share ``page:``."""
        return PAGE if issubclass(self.model, Page) else self.kind.value

    def key(self, pk: int) -> str:
        """The key of a row in index and outbox."""
        return f"{self.prefix}:{pk}"


def words(*parts: str | None) -> str:
    """The parts that say something, each once."""
    return " ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))
