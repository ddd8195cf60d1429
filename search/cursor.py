"""Where reading on continues: how many hits were seen, and where the server engine stood.

Past the ranked candidates the server engine reads on by ``search_after``, so depth costs it nothing; the database
engine takes the number. The cursor is signed: sort values that somebody made up would be an error of the engine.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing

from search.constants import CANDIDATES
from search.queries import SearchResult

SALT = "search.cursor"


@dataclass(frozen=True, slots=True)
class Cursor:
    """``start``: hits seen; ``after``: sort values of the last one, empty among the candidates."""

    start: int = 0
    after: tuple[Any, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises ``ValueError`` for anything that did not come from ``written``."""
        if not text:
            return cls()
        try:
            start, after = signing.loads(text, salt=SALT)
        except (signing.BadSignature, TypeError) as error:
            raise ValueError("no cursor of this search") from error
        return cls(int(start), tuple(after))

    def written(self) -> str:
        """As it stands in an address."""
        return signing.dumps([self.start, list(self.after)], salt=SALT)

    def size(self, wanted: int) -> int:
        """How many hits to ask for: no page crosses from the ranked candidates into the engine's own order."""
        return min(wanted, CANDIDATES - self.start) if self.start < CANDIDATES else wanted

    def following(self, result: SearchResult) -> "Cursor | None":
        """The place after ``result``; ``None`` when nothing follows."""
        reached = self.start + self.size(result.query.page_size)
        if reached >= result.total or not result.hits:
            return None
        return Cursor(reached, result.last if reached >= CANDIDATES else ())
