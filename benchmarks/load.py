"""The one load generator: a few readers, each with a connection that stays open, on the loopback only."""

import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

LOOPBACK = "127.0.0.1"
READERS = 4  # enough to keep two workers busy, few enough to leave them the processors
TIMEOUT = 30  # seconds


class WrongAnswer(RuntimeError):
    """The server answered something else than the page; its rate would mean nothing."""


class NoAnswer(WrongAnswer):
    """Nobody listens, or the connection broke."""


@dataclass
class Window:
    """What was answered in one window: seconds per answer, how many held the mark, the first thing that went wrong."""

    taken: list[float] = field(default_factory=list)
    marked: int = 0
    wrong: WrongAnswer | None = None
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.taken) / self.seconds

    def slowest(self, share: float = 0.95) -> float:
        """Seconds within which ``share`` of the answers came."""
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def median(self) -> float:
        """Seconds within which half of the answers came."""
        return median(self.taken)


@dataclass(frozen=True)
class Ask:
    """One request: a JSON ``body`` makes it a POST."""

    path: str
    body: str = ""


@dataclass(frozen=True)
class Target:
    """A page on one of our own servers, or ``turns`` of several, which the readers share and windows go on with.

    Answers that hold ``mark`` are counted.
    """

    port: int
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    turns: Sequence[Ask] = ()
    mark: bytes = b""
    _next: Iterator[int] = field(default_factory=itertools.count, compare=False, repr=False)

    def read(self, seconds: float, *, readers: int = READERS) -> Window:
        """Read the page for ``seconds``, at least once per reader; raises ``WrongAnswer``."""
        window, lock = Window(), threading.Lock()
        began = time.perf_counter()
        threads = [threading.Thread(target=self._reader, args=(began + seconds, window, lock)) for _ in range(readers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        window.seconds = time.perf_counter() - began
        if window.wrong:
            raise window.wrong
        return window

    def rate(self, seconds: float) -> float:
        """Answers per second over ``seconds``."""
        return self.read(seconds).rate

    def _reader(self, deadline: float, window: Window, lock: threading.Lock) -> None:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=TIMEOUT)
        taken: list[float] = []
        marked = 0
        try:
            while not taken or time.perf_counter() < deadline:
                ask = self._ask()
                headers = {**self.headers, **({"Content-Type": "application/json"} if ask.body else {})}
                began = time.perf_counter()
                connection.request("POST" if ask.body else "GET", ask.path, body=ask.body.encode(), headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != http.HTTPStatus.OK or not body:
                    window.wrong = WrongAnswer(f"{ask.path}: {answer.status} with {len(body)} bytes")
                    return
                taken.append(time.perf_counter() - began)
                marked += bool(self.mark) and self.mark in body
        except OSError as failure:
            window.wrong = NoAnswer(f"{self.path or self.turns[0].path}: {failure!r}")
        finally:
            connection.close()
            with lock:
                window.taken += taken
                window.marked += marked

    def _ask(self) -> Ask:
        return self.turns[next(self._next) % len(self.turns)] if self.turns else Ask(self.path)
