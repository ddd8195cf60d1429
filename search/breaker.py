"""Circuit breaker round the server engine: after failures it is left alone for a while, then asked again by itself.

State is per process: a few slow first answers per worker are cheaper than a shared state that could itself fail.
"""

import threading
import time

FAILURES = 2  # refusals in a row; a refusal costs no time and may be a hiccup
REST_SECONDS = 10.0


class Breaker:
    """Closed (asks), open (rests), half open (lets one request try)."""

    def __init__(self, *, failures: int = FAILURES, rest: float = REST_SECONDS) -> None:
        self.failures, self.rest = failures, rest
        self._failed = 0
        self._open_until = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """Whether the engine may be asked now; when the rest is over exactly one caller tries."""
        with self._lock:
            if self._failed < self.failures:
                return True
            now = time.monotonic()
            if now < self._open_until:
                return False
            self._open_until = now + self.rest
            return True

    def is_closed(self) -> bool:
        """Whether all is well, for those who only look; asks nobody and lets nobody try."""
        with self._lock:
            return self._failed < self.failures

    def succeeded(self) -> None:
        """The engine answered."""
        with self._lock:
            self._failed = 0

    def failed(self, *, at_once: bool = False) -> None:
        """The engine failed; ``at_once``: by time-out, after which one page would wait for it again and again."""
        with self._lock:
            self._failed = self.failures if at_once else self._failed + 1
            self._open_until = time.monotonic() + self.rest


breaker = Breaker()
