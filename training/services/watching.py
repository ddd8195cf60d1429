"""Heartbeats of the player: stored as received, credited by ``crediting`` in server time, folded again when asked."""

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from courses.models import UnitPage
from training.availability import learning_closed
from training.constants import SEATED_STATUSES
from training.crediting import Beat, credit, fold
from training.intervals import merged
from training.models import Enrolment, UnitProgress, WatchEvent, WatchSession
from training.services.completion import progress_of, settle_unit, video_of
from training.services.ledger import lock_person

SALT = "training.watching"
MOST_INTERVALS = 200
Played = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class OpenedPlayer:
    """What the server wrote into a page that it opened: nothing of it can be changed by the page."""

    token: uuid.UUID
    person_id: int
    enrolment_id: int
    unit_id: int
    opened_at: datetime


def open_player(*, enrolment: Enrolment, unit: UnitPage, now: datetime | None = None) -> str:
    """The signed name of one opening of the player; it is stored with the first heartbeat, looking writes nothing."""
    at = now or timezone.now()
    return signing.dumps(
        [uuid.uuid4().hex, enrolment.person_id, enrolment.pk, unit.pk, at.isoformat()], salt=SALT, compress=True
    )


def read_player(session: str) -> OpenedPlayer:
    """What ``open_player`` signed; refuses what it did not."""
    try:
        token, person_id, enrolment_id, unit_id, opened_at = signing.loads(session, salt=SALT)
        return OpenedPlayer(uuid.UUID(token), person_id, enrolment_id, unit_id, datetime.fromisoformat(opened_at))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Refusal(_("这个播放页面已经失效，请刷新后再看。")) from error


def read_intervals(given: Any) -> tuple[Played, ...]:
    """``[[start s, end s, speed], …]`` of a report in whole milliseconds. Refuses anything else."""
    if not isinstance(given, list) or len(given) > MOST_INTERVALS:
        raise Refusal(_("播放记录的格式不对。"))
    return tuple(_played(each) for each in given)


def _played(each: Any) -> Played:
    numbers = each if isinstance(each, list) else []
    if len(numbers) not in (2, 3) or not all(_is_number(number) for number in numbers):
        raise Refusal(_("播放记录的格式不对。"))
    start, end, speed = (*numbers, 1)[:3]
    return int(start * 1000), int(end * 1000), float(speed)


def _is_number(value: Any) -> bool:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(value) and abs(value) < 10**6


@transaction.atomic
def record_heartbeat(
    *,
    person: Any,
    enrolment: Enrolment,
    unit: UnitPage,
    session: str,
    seq: int,
    intervals: Sequence[Any],
    now: datetime | None = None,
) -> UnitProgress:
    """Store one report and credit what the person's time allows; returns the progress that stands afterwards.

    ``session`` comes from ``open_player``; a number that came before changes nothing. All reports of a person queue
    behind one lock, so two at once are two after each other. Refuses a forged session, other people's enrolments and a
    run in which learning does not count any more (or not yet).
    """
    opened = read_player(session)
    if (opened.person_id, opened.enrolment_id, opened.unit_id) != (person.pk, enrolment.pk, unit.pk):
        raise Refusal(_("这个播放页面已经失效，请刷新后再看。"))
    played = read_intervals(list(intervals))
    lock_person(person.pk)
    if WatchEvent.objects.filter(person=person, session_id=opened.token, seq=seq).exists():
        return progress_of(enrolment, unit)
    now = now or timezone.now()
    enrolment.refresh_from_db(fields=["status"])
    if closed := learning_closed(enrolment.run, timezone.localtime(now).date()):
        raise Refusal(closed)
    if enrolment.status not in SEATED_STATUSES:
        raise Refusal(_("你不在这一期的名单里，看的不计入。"))
    beat = _stored(opened, seq, played, unit, now)
    return _credited(enrolment, unit, beat)


def _stored(opened: OpenedPlayer, seq: int, played: tuple[Played, ...], unit: UnitPage, now: datetime) -> Beat:
    last = WatchEvent.objects.filter(person_id=opened.person_id).aggregate(last=Max("received_at"))["last"]
    at = max(now, last) if last else now  # a clock set back does not reorder what was credited
    WatchSession.objects.get_or_create(
        token=opened.token,
        defaults={
            "person_id": opened.person_id,
            "enrolment_id": opened.enrolment_id,
            "unit_id": opened.unit_id,
            "started_at": opened.opened_at,
            "last_at": opened.opened_at,
        },
    )
    WatchEvent.objects.create(
        person_id=opened.person_id,
        session_id=opened.token,
        seq=seq,
        unit_id=opened.unit_id,
        enrolment_id=opened.enrolment_id,
        intervals=[list(each) for each in played],
        received_at=at,
    )
    return Beat(opened.token, seq, opened.opened_at, at, opened.enrolment_id, opened.unit_id, duration_of(unit), played)


def _credited(enrolment: Enrolment, unit: UnitPage, beat: Beat) -> UnitProgress:
    worth = credit(beat, spent_until(enrolment.person_id))
    WatchSession.objects.filter(token=beat.session).update(last_at=worth.spent_until)
    progress = progress_of(enrolment, unit)
    progress.coverage = [list(each) for each in merged([*progress.coverage, *worth.intervals])]
    if beat.intervals:
        progress.position_ms = max(0, min(beat.intervals[-1][1], beat.duration_ms))
    return settle_unit(enrolment=enrolment, unit=unit, progress=progress, now=beat.received_at)


def spent_until(person_id: int) -> datetime | None:
    """Until when the person's time is spent, over all players that reported; ``None`` before the first report."""
    sessions = WatchSession.objects.filter(person_id=person_id)
    spent: datetime | None = sessions.aggregate(last=Max("last_at"))["last"]
    return spent


def duration_of(unit: UnitPage) -> int:
    """Length of the unit's video in milliseconds, 0 while it is not known."""
    video = video_of(unit)
    return int(video.duration_ms or 0) if video else 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A progress that is not what its events give."""

    enrolment_id: int
    unit_id: int
    kept: list[list[int]]
    folded: list[list[int]]


def rebuild_progress(*, actor: Any | None, people: Iterable[Any] | None = None) -> list[Difference]:
    """Fold the stored heartbeats again and write what they give; returns where something else stood.

    A completion that was decided stays decided: its hours stand in the ledger.
    """
    rows = WatchEvent.objects.all() if people is None else WatchEvent.objects.filter(person__in=list(people))
    found: list[Difference] = []
    for person_id in rows.order_by("person_id").values_list("person_id", flat=True).distinct():
        found += _rebuild_person(person_id)
    return found


@transaction.atomic
def _rebuild_person(person_id: int) -> list[Difference]:
    lock_person(person_id)
    beats = beats_of(person_id)
    enrolments = Enrolment.objects.select_related("run__series").in_bulk({beat.enrolment_id for beat in beats})
    units = UnitPage.objects.select_related("video", "lesson__video").in_bulk({beat.unit_id for beat in beats})
    found = []
    for (enrolment_id, unit_id), coverage in fold(beats).items():
        if enrolment_id not in enrolments or unit_id not in units:
            continue
        enrolment, unit = enrolments[enrolment_id], units[unit_id]
        progress = progress_of(enrolment, unit)
        folded = [list(each) for each in coverage]
        if progress.coverage != folded:
            found.append(Difference(enrolment_id, unit_id, progress.coverage, folded))
            progress.coverage = folded
            settle_unit(enrolment=enrolment, unit=unit, progress=progress, now=timezone.now())
    return found


def beats_of(person_id: int) -> list[Beat]:
    """All stored heartbeats of a person, in the shape that ``fold`` takes."""
    rows = list(WatchEvent.objects.filter(person_id=person_id))
    opened = dict(WatchSession.objects.filter(person_id=person_id).values_list("token", "started_at"))
    units = UnitPage.objects.select_related("video", "lesson__video").in_bulk({row.unit_id for row in rows})
    lengths = {pk: duration_of(unit) for pk, unit in units.items()}
    return [
        Beat(
            row.session_id,
            row.seq,
            opened[row.session_id],
            row.received_at,
            row.enrolment_id,
            row.unit_id,
            lengths.get(row.unit_id, 0),
            tuple((start, end, speed) for start, end, speed in row.intervals),
        )
        for row in rows
        if row.session_id in opened
    ]
