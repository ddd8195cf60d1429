"""One foreground process: it names the dead, stops on every signal, and leaves no orphan."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A child that has a child of its own in the same session, and says the numbers of both.
FAMILY = (
    "import os, subprocess, sys, time; "
    "inner = subprocess.Popen(['sleep', '300']); "
    "print('numbers', os.getpid(), inner.pid, flush=True); time.sleep(300)"
)
STUBBORN = (
    "import os, signal, time; [signal.signal(s, signal.SIG_IGN) for s in (signal.SIGTERM, signal.SIGINT)]; "
    "print('numbers', os.getpid(), flush=True); time.sleep(300)"
)
SHORT = "import sys, time; time.sleep(0.3); sys.exit(3)"
GROUP = """
import sys
from deploy.supervisor import Child, supervise
grace, children = float(sys.argv[1]), sys.argv[2:]
group = [Child(name=f"child{number}", argv=[sys.executable, "-c", code]) for number, code in enumerate(children)]
sys.exit(supervise(group, grace=grace))
"""


class Group:
    """A supervisor in another process, and the numbers that its children told."""

    def __init__(self, *children: str, grace: float = 5) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", GROUP, str(grace), *children],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.lines: list[str] = []

    def numbers(self, families: int) -> list[int]:
        """Process numbers of so many children (and theirs)."""
        found: list[int] = []
        assert self.process.stdout is not None
        while families:
            line = self.process.stdout.readline()
            assert line, "the group ended before it began"
            self.lines.append(line)
            if "numbers" in line:
                found += [int(word) for word in line.split("numbers")[1].split()]
                families -= 1
        return found

    def end(self) -> tuple[int, str]:
        """Exit code and the whole output."""
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        return self.process.wait(20), "".join(self.lines) + rest


def alive(number: int) -> bool:
    """Whether a process runs; a zombie that nobody fetched does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def assert_gone(numbers: list[int], within: float = 5) -> None:
    deadline = time.monotonic() + within
    while left := [number for number in numbers if alive(number)]:
        assert time.monotonic() < deadline, f"orphans: {left}"
        time.sleep(0.05)


@pytest.fixture
def begin() -> Iterator[type[Group]]:
    """``begin(code, …)`` starts a group; what a failed test leaves is killed."""
    groups: list[Group] = []

    def start(*children: str, grace: float = 5) -> Group:
        groups.append(Group(*children, grace=grace))
        return groups[-1]

    yield start  # type: ignore[misc]
    for group in groups:
        if group.process.poll() is None:
            group.process.kill()
            group.process.wait()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_children_and_grandchildren(begin: type[Group], sent: signal.Signals) -> None:
    group = begin(FAMILY, FAMILY)
    numbers = group.numbers(families=2)
    assert len(numbers) == 4
    group.process.send_signal(sent)
    assert group.end()[0] == 0
    assert_gone(numbers, within=1)


def test_killed_supervisor_leaves_no_child(begin: type[Group]) -> None:
    group = begin(FAMILY, FAMILY)
    leaders = group.numbers(families=2)[::2]
    group.process.kill()
    group.process.wait()
    assert_gone(leaders)


def test_dead_child_ends_the_group_and_is_named(begin: type[Group]) -> None:
    group = begin(FAMILY, SHORT)
    numbers = group.numbers(families=1)
    code, output = group.end()
    assert code == 1
    assert "child1 | ended with exit code 3" in output
    assert_gone(numbers, within=1)


def test_stubborn_child_is_killed_after_the_grace(begin: type[Group]) -> None:
    group = begin(STUBBORN, grace=0.5)
    numbers = group.numbers(families=1)
    began = time.monotonic()
    group.process.send_signal(signal.SIGTERM)
    assert group.end()[0] == 0
    assert 0.4 < time.monotonic() - began < 5
    assert_gone(numbers, within=1)


def test_second_signal_does_not_wait(begin: type[Group]) -> None:
    group = begin(STUBBORN, grace=60)
    numbers = group.numbers(families=1)
    for _ in range(2):
        group.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    assert group.end()[0] == 0
    assert_gone(numbers, within=1)


def test_lines_carry_the_name_of_their_child(begin: type[Group]) -> None:
    group = begin("print('你好'); import time; time.sleep(0.2)", "import time; time.sleep(60)")
    assert "child0 | 你好\n" in group.end()[1]
