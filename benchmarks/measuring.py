"""What every row is made of: how long to measure, one line of the table, readers, windows in this process."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.city import City
from benchmarks.comparing import MISS, PASS, Comparison
from benchmarks.load import Window

PRODUCT = "lms.wsgi:application"
STAFF = 300
LESSONS = 50_000
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
P95 = 0.95


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How long to measure, how much of a school L4 builds, how large a library S1 to S7 search."""

    rounds: int
    seconds: float
    staff: int = STAFF
    lessons: int = LESSONS


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    key: str
    what: str
    measured: str
    goal: str
    verdict: str


Measure = Callable[[City, Setting], Iterator[Row]]


def verdict_of(good: bool) -> str:
    """The verdict of a row that compares nothing."""
    return PASS if good else MISS


def queries_of(client: Client, path: str) -> int:
    """SQL statements of a page in a warm process with an empty cache; raises when it does not answer 200."""
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(captured)


def visitor() -> Client:
    """A reader without an account, as the loopback sees one."""
    return Client(SERVER_NAME="127.0.0.1")


def signed_in(person: User) -> Client:
    """A reader with a session."""
    client = visitor()
    client.force_login(person, backend=SIGN_IN)
    return client


def cookies_of(client: Client) -> dict[str, str]:
    """The session of ``client`` for another connection; nothing for a visitor."""
    session = client.cookies.get("sessionid")
    return {"Cookie": f"sessionid={session.value}"} if session else {}


def in_process(call: Callable[[], object]) -> Callable[[float], float]:
    """Calls per second in this process, without a server between."""

    def rate(seconds: float) -> float:
        done, began = 0, time.perf_counter()
        while not done or time.perf_counter() - began < seconds:
            call()
            done += 1
        return done / (time.perf_counter() - began)

    return rate


def in_turns(call: Callable[[str], object], texts: Sequence[str]) -> Callable[[float], Window]:
    """Windows of one reader in this process; every window goes on with the texts where the last one stopped."""
    turns = count()

    def window(seconds: float) -> Window:
        found = Window()
        began = time.perf_counter()
        while not found.taken or time.perf_counter() - began < seconds:
            text = texts[next(turns) % len(texts)]
            asked = time.perf_counter()
            call(text)
            found.taken.append(time.perf_counter() - asked)
        found.seconds = time.perf_counter() - began
        return found

    return window


def by_turns(*sides: Callable[[float], Window], setting: Setting) -> list[list[Window]]:
    """A B A B …: windows per side, never two at once."""
    found: list[list[Window]] = [[] for _ in sides]
    for _round in range(setting.rounds):
        for windows, side in zip(found, sides, strict=True):
            windows.append(side(setting.seconds))
    return found


def slowness(product: Sequence[Window], reference: Sequence[Window], share: float = P95) -> Comparison:
    """Time over time of the same rounds, at this share of the answers."""
    rates = ([1 / each.slowest(share) for each in windows] for windows in (product, reference))
    ours, theirs = rates
    return Comparison(product=ours, reference=theirs).inverse()


def milliseconds(seconds: Sequence[float]) -> str:
    """The middle one, in milliseconds."""
    return f"{sorted(seconds)[len(seconds) // 2] * 1000:.1f}"
