"""When a lesson came out and which levels it reached: days follow the textbook's term, steps follow the place."""

from datetime import date, timedelta
from random import Random

from home.demo.days import term_day
from home.demo.lesson_shapes import LevelStep

# Days from release until a level is announced; a place with provinces has one step more.
_DELAYS = {"school": 12, "district": 75, "city": 190, "province": 260, "national": 380}


def path_to(level: str, *, municipality: bool) -> tuple[str, ...]:
    """Steps up to ``level``; a municipality (直辖市) has no province."""
    steps = [step for step in _DELAYS if step != "province" or not municipality]
    return tuple(steps[: steps.index(level) + 1]) if level in steps else ()


def release_day(random: Random, *, term: int, share: float, level: str, today: date) -> date:
    """A day in the right term, ``share`` (0 to 1) of the way through it, early enough for ``level`` to be announced."""
    latest = today - timedelta(days=_DELAYS.get(level, 0) + 15)
    begin, length = ((9, 3), 125) if term == 1 else ((2, 27), 115)
    jitter = random.randrange(-6, 7)
    year = today.year - (0 if random.random() < 0.45 or level else 1)
    while True:
        day = term_day(date(year, *begin) + timedelta(days=max(0, round(share * length) + jitter)))
        if day <= latest:
            return day
        year -= 1


def level_steps(
    random: Random, *, level: str, released_on: date, municipality: bool, issuers: dict[str, str]
) -> tuple[LevelStep, ...]:
    """The dated path; announcements fall on days in term."""
    return tuple(
        LevelStep(
            level=step,
            on=term_day(released_on + timedelta(days=_DELAYS[step] + random.randrange(0, 9))),
            issuer=issuers.get(step, ""),
        )
        for step in path_to(level, municipality=municipality)
    )
