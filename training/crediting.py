"""What of a reported viewing counts: a pure function of the stored heartbeats, without a clock and without a database.

A person's time is spent once: every credited stretch of video uses up wall-clock time of the server, length ÷ speed,
since the person's last credited moment and since the player was opened. Two players at the same time, a made-up report
or a heartbeat sent again find no time left and get nothing.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from training.intervals import Interval, merged

FASTEST = 2.0  # speeds of the player end here; whoever reports more is counted as this
SLOWEST = 0.25
# Time left over that the next report may still use: the player reports every ten seconds, late or early.
SPARE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Beat:
    """A stored heartbeat; ``intervals`` are ``(start ms, end ms, speed)``, ``duration_ms`` is the video's length."""

    session: uuid.UUID
    seq: int
    opened_at: datetime
    received_at: datetime
    enrolment_id: int
    unit_id: int
    duration_ms: int
    intervals: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """What one heartbeat is worth, and until when the person's time is spent after it."""

    intervals: list[Interval]
    spent_until: datetime


def credit(beat: Beat, spent_until: datetime | None) -> Credit:
    """Give the played stretches in their order until the time since ``spent_until`` (and the opening) is used up."""
    since = max(beat.opened_at, spent_until) if spent_until else beat.opened_at
    left = max((beat.received_at - since) / timedelta(milliseconds=1), 0.0)
    given: list[Interval] = []
    for first, last, speed in beat.intervals:
        start, end = max(first, 0), min(last, beat.duration_ms)
        if end <= start:
            continue
        speed = min(max(speed, SLOWEST), FASTEST)
        end = min(end, start + int(left * speed))
        if end <= start:
            break
        given.append((start, end))
        left = max(left - (end - start) / speed, 0.0)
    spare = min(timedelta(milliseconds=left), SPARE)
    return Credit(given, max(since, beat.received_at - spare))


Coverage = dict[tuple[int, int], list[Interval]]


def fold(beats: Iterable[Beat]) -> Coverage:
    """Coverage by (enrolment, unit) out of all heartbeats of one person, whatever order they are handed over in."""
    coverage: Coverage = {}
    spent_until: datetime | None = None
    for beat in sorted(beats, key=lambda each: (each.received_at, str(each.session), each.seq)):
        worth = credit(beat, spent_until)
        spent_until = worth.spent_until
        key = (beat.enrolment_id, beat.unit_id)
        coverage[key] = merged([*coverage.get(key, []), *worth.intervals])
    return coverage
