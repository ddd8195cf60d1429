"""Full text in SQLite as everybody writes it first: bigrams in one FTS5 column, all of them, else any of them."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

RUN = re.compile(r"[一-鿿]+|[a-z0-9]+")
SHOWN = 20


def bigrams(text: str) -> Iterator[str]:
    """Overlapping pairs of characters, Latin words whole."""
    for run in RUN.findall(text.lower()):
        if run.isascii() or len(run) == 1:
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run) - 1))


class NaiveIndex:
    """One file with one table."""

    def __init__(self, file: Path) -> None:
        """A new empty file."""
        file.unlink(missing_ok=True)
        self.connection = sqlite3.connect(file)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("CREATE VIRTUAL TABLE found USING fts5(body, content='')")

    def build(self, texts: Iterable[tuple[int, str]]) -> None:
        """Write (rowid, text) in one transaction."""
        with self.connection:
            rows = ((key, " ".join(bigrams(text))) for key, text in texts)
            self.connection.executemany("INSERT INTO found (rowid, body) VALUES (?, ?)", rows)

    def search(self, text: str) -> list[int]:
        """The best twenty that hold every bigram; where there are none, that hold any."""
        wanted = [f'"{each}"' for each in dict.fromkeys(bigrams(text))]
        for between in (" AND ", " OR "):
            rows = self.connection.execute(
                "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?",
                [between.join(wanted), SHOWN],
            ).fetchall()
            if rows:
                return [key for (key,) in rows]
        return []
