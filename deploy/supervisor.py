"""Several programs as one foreground process: they start together, log together and end together.

Each child leads a session of its own, so Ctrl-C reaches only the supervisor and the order of stopping is ours. The
kernel tells a child when the supervisor dies (``PR_SET_PDEATHSIG``), so not even ``kill -9`` leaves an orphan. A child
that ends by itself ends the group and is named. Not a goal: restarting, dependencies, users; a service manager does
that.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

__all__ = ["Child", "die_with_parent", "spawn", "supervise", "sweep"]

GRACE = 15.0  # seconds between the polite and the final signal
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_libc = ctypes.CDLL(None)  # loaded before any fork: a child may not take the loader's lock


@dataclass(frozen=True, kw_only=True)
class Child:
    """One program of the group.

    ``orphan_signal`` is sent by the kernel when the supervisor is killed; a Celery worker gets SIGQUIT, since on
    SIGTERM it would first finish tasks that may take minutes.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    orphan_signal: signal.Signals = signal.SIGTERM


def die_with_parent(sent: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send ``sent`` to this process when its parent dies; nothing on systems without it."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)


def _before_exec(parent: int, sent: signal.Signals) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent(sent)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return prepare


def spawn(child: Child, *, stdout: int | IO[bytes] | None = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Start a child in its own session, tied to this process's life, without standard input."""
    return subprocess.Popen(
        list(child.argv),
        env={**os.environ, **child.environment},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_before_exec(os.getpid(), child.orphan_signal),
    )


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a child's session: converters and pool processes that outlived their leader."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


class Log:
    """Lines of all children on one standard output, each under its child's name."""

    def __init__(self, width: int) -> None:
        """``width`` is the length of the longest name."""
        self._width = width
        self._lock = threading.Lock()
        self._open = True

    def write(self, name: str, line: bytes) -> None:
        """Print one line; goes quiet for good when nobody reads any more."""
        with self._lock:
            if not self._open:
                return
            try:
                sys.stdout.buffer.write(f"{name:{self._width}} | ".encode() + line.rstrip(b"\r\n") + b"\n")
                sys.stdout.buffer.flush()
            except (OSError, ValueError):
                self._open = False  # a closed terminal must not block the children's pipes

    def relay(self, name: str, pipe: IO[bytes]) -> threading.Thread:
        """Copy a pipe line by line until it closes."""

        def copy() -> None:
            for line in pipe:
                self.write(name, line)

        thread = threading.Thread(target=copy, name=f"log-{name}", daemon=True)
        thread.start()
        return thread


class Stop:
    """What the signals asked for: once means stop, twice means now."""

    def __init__(self) -> None:
        """Take over the stop signals."""
        self.asked = threading.Event()
        self.now = threading.Event()
        for number in STOP_SIGNALS:
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        if self.asked.is_set():
            self.now.set()
        self.asked.set()


def supervise(
    children: Sequence[Child], *, grace: float = GRACE, on_started: Callable[[threading.Event], None] | None = None
) -> int:
    """Run ``children`` until a signal comes or one of them ends; returns the exit code.

    0 after a signal, else 1 and a line that names the child which ended. ``on_started`` runs beside them in a thread;
    the event it gets is set when the group stops.
    """
    stop = Stop()
    log = Log(max(len(child.name) for child in children))
    running: dict[str, subprocess.Popen[bytes]] = {}
    relays = []
    code = 0
    try:
        for child in children:
            running[child.name] = spawn(child)
            pipe = running[child.name].stdout
            assert pipe is not None
            relays.append(log.relay(child.name, pipe))
        if on_started is not None:
            threading.Thread(target=on_started, args=(stop.asked,), daemon=True).start()
        code = _watch(running, stop, log)
    finally:
        stop.asked.set()
        _end(running, stop, grace)
        for relay in relays:
            relay.join(timeout=1)
    return code


def _watch(running: Mapping[str, subprocess.Popen[bytes]], stop: Stop, log: Log) -> int:
    """Wait for a signal (0) or for the first child that ends (1)."""
    while not stop.asked.wait(0.2):
        for name, process in running.items():
            if process.poll() is not None:
                log.write(name, f"ended with {_outcome(process.returncode)}; stopping the others".encode())
                return 1
    return 0


def _outcome(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def _end(running: Mapping[str, subprocess.Popen[bytes]], stop: Stop, grace: float) -> None:
    """Ask all to end, wait, kill what is left, then sweep their sessions."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and not stop.now.is_set():
        if all(process.poll() is not None for process in running.values()):
            break
        time.sleep(0.05)
    for process in running.values():
        sweep(process)
        process.wait()
