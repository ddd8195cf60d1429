"""The one load generator: a few readers, each with a connection that stays open, on the loopback only."""

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
READERS = 4  # enough to keep two workers busy, few enough to leave them the processors
TIMEOUT = 30  # seconds


class WrongAnswer(RuntimeError):
    """The server answered something else than the page; its rate would mean nothing."""


class NoAnswer(WrongAnswer):
    """Nobody listens, or the connection broke."""


@dataclass
class Window:
    """What was answered in one window: seconds per answer, and the first thing that went wrong."""

    taken: list[float] = field(default_factory=list)
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


@dataclass(frozen=True)
class Target:
    """A page on one of our own servers."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

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
        try:
            while not taken or time.perf_counter() < deadline:
                began = time.perf_counter()
                connection.request("GET", self.path, headers=dict(self.headers))
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != http.HTTPStatus.OK or not body:
                    window.wrong = WrongAnswer(f"{self.path}: {answer.status} with {len(body)} bytes")
                    return
                taken.append(time.perf_counter() - began)
        except OSError as failure:
            window.wrong = NoAnswer(f"{self.path}: {failure!r}")
        finally:
            connection.close()
            with lock:
                window.taken += taken
