"""One teacher in one rule-set year: certificates, meetings and trainings until the wished amount is reached."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from home.demo.days import in_term
from home.demo.evidence_shapes import Offer, SchoolMeeting
from home.demo.offers import HOLIDAY_WORTH, MEETING_WORTH, OFFERS, TERM_WORTH

_HOLIDAY_ENDS = {"summer": (8, 25), "winter": (2, 14)}
_HOLIDAY_MINUTES = {"summer": 450, "winter": 270}


@dataclass
class Earned:
    """A piece of evidence before names and certifiers are added."""

    type: str
    level: str
    role: str
    on: date
    titles: str
    certifier: str
    facts: dict[str, Any] = field(default_factory=dict)
    title: str = ""


@dataclass
class TeacherYear:
    """The days from ``first`` to ``last`` of one teacher, to be filled up to between ``low`` and ``high`` grains."""

    rule_set: str
    first: date
    last: date
    low: int
    high: int
    number: int
    meetings: tuple[SchoolMeeting, ...]
    random: Random
    total: int = 0

    def fill(self) -> list[Earned]:
        """Evidence in the order it was thought of; ``total`` is what it is worth."""
        if self.last < self.first:
            return []
        aim = (
            self.total + self.random.randint(0, 1)
            if self.high <= self.low
            else self.random.randint(self.low, self.high)
        )
        found: list[Earned] = []
        steady = ((self._holidays, 0.8), (self._meetings, 0.65), (self._terms, 0.95))
        for source, share in steady:
            found += [earned for worth, earned in source() if self.random.random() < share and self._take(worth, aim)]
        found += self._offers(aim)
        return found

    def _take(self, worth: int, aim: int) -> bool:
        """Count it in when it still fits; the wished minimum may be passed, the maximum never."""
        limit = self.high if self.total < self.low else max(self.low, aim)
        if self.total >= aim or self.total + worth > max(limit, min(self.high, aim + worth)):
            return False
        if self.total + worth > self.high:
            return False
        self.total += worth
        return True

    def _holidays(self) -> Iterator[tuple[int, Earned]]:
        for year in range(self.first.year, self.last.year + 1):
            for season, worth in HOLIDAY_WORTH[self.rule_set].items():
                on = date(year, *_HOLIDAY_ENDS[season])
                if self.first <= on <= self.last:
                    facts = {
                        "minutes": _HOLIDAY_MINUTES[season],
                        "season": season,
                        "edition": f"{year}-{season}",
                        "cert_no": f"YX{year}{season[0].upper()}{self.number:05d}",
                    }
                    title = "暑期" if season == "summer" else "寒假"
                    yield worth, Earned("holiday_platform", "national", "", on, "holiday", "bureau", facts, title)

    def _meetings(self) -> Iterator[tuple[int, Earned]]:
        worth = MEETING_WORTH[self.rule_set]
        if not worth:
            return
        for meeting in self.meetings:
            if self.first <= meeting.on <= self.last:
                facts = {"minutes": meeting.minutes, "plan_filed": True}
                yield (
                    worth,
                    Earned("school_training", "school", "", meeting.on, "school", "school", facts, meeting.title),
                )

    def _terms(self) -> Iterator[tuple[int, Earned]]:
        """Where a whole term of school-based training is certified at once, it is so at the term's end."""
        if MEETING_WORTH[self.rule_set]:
            return
        for year in range(self.first.year, self.last.year + 1):
            for term, on in ((f"{year}-spring", date(year, 6, 26)), (f"{year}-autumn", date(year, 11, 20))):
                if self.first <= on <= self.last:
                    facts = {"term": term, "plan_filed": True, "reflection": True}
                    title = f"{year}年{'春' if term.endswith('spring') else '秋'}季学期校本研修"
                    yield TERM_WORTH, Earned("school_training", "school", "", on, "school", "school", facts, title)

    def _offers(self, aim: int) -> list[Earned]:
        used: Counter[int] = Counter()
        found: list[Earned] = []
        offers = OFFERS[self.rule_set]
        while self.total < aim:
            fitting = [
                index
                for index, offer in enumerate(offers)
                if used[index] < offer.most and self.total + offer.grains <= self.high
            ]
            if not fitting:
                break
            index = self.random.choices(fitting, weights=[offers[i].weight for i in fitting])[0]
            used[index] += 1
            self.total += offers[index].grains
            found.append(self._from_offer(offers[index]))
        return found

    def _from_offer(self, offer: Offer) -> Earned:
        summer = offer.type == "training" and offer.grains >= 300 and self.random.random() < 0.5
        on = self._pick(lambda day: day.month == 7 and 8 <= day.day <= 24) if summer else None
        on = on or self._pick(in_term) or self.last
        return Earned(offer.type, offer.level, offer.role, on, offer.titles, offer.certifier, dict(offer.facts))

    def _pick(self, fits: Callable[[date], bool]) -> date | None:
        span = (self.last - self.first).days
        for _ in range(40):
            day = self.first + timedelta(days=self.random.randint(0, span))
            if day.weekday() < 5 and fits(day):
                return day
        return None
