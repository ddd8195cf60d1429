"""Where a person was under which set, and which years count.

A year is countable when the person was in scope and not on leave or probation on at least 183 of its days (days of
sickness, maternity and approved study do not count against a person: 教师资格定期注册暂行办法, article 9). A year is
judged by the set of its last day; the same test serves late entry and retirement.
"""

from collections.abc import Iterable
from datetime import date

from training.rules.calendar import Year
from training.rules.facts import Facts, Period
from training.rules.model import RuleSet

Interval = tuple[int, int]  # first and last day as ordinals
_NEVER = date.max.toordinal()
PROBATION = "probation"


class Presence:
    """Memberships and absences of one person."""

    def __init__(self, facts: Facts) -> None:
        self._home = sorted(
            (each for each in facts.memberships if not each.host),
            key=lambda each: (each.period.start, each.set, each.org),
            reverse=True,
        )
        self._leaves = facts.leaves
        self._probation = facts.probation
        self.sets = tuple(sorted({each.set for each in self._home}))
        self._spells = {
            key: _merged(_interval(each.period) for each in self._home if each.set == key) for key in self.sets
        }

    def home_on(self, day: date) -> str | None:
        """The set of the home organization on ``day``; of several the one joined last."""
        return next((each.set for each in self._home if each.period.covers(day)), None)

    def last_arrival(self, set_key: str) -> date:
        """The day the person last came into the set."""
        return date.fromordinal(self._spells[set_key][-1][0])

    def borders(self, set_key: str) -> list[date]:
        """First and last days of membership in a set."""
        ends = [end for _start, end in self._spells[set_key] if end != _NEVER]
        return [date.fromordinal(day) for day in [*(start for start, _end in self._spells[set_key]), *ends]]

    @property
    def has_probation(self) -> bool:
        """Whether there is any probation period."""
        return bool(self._probation)

    def absence_borders(self) -> list[date]:
        """First and last days of leaves and probation."""
        periods = (*self._leaves, *self._probation)
        return [day for period in periods for day in (period.start, period.end) if day is not None]

    def on_probation(self, day: date) -> bool:
        """Whether ``day`` lies in a probation period."""
        return any(period.covers(day) for period in self._probation)

    def countable(self, rule_set: RuleSet, year: Year) -> bool:
        """Whether the set judges the person's year."""
        return self._countable(rule_set, year, self._spells[rule_set.set], with_others=False)

    def countable_with_imports(self, rule_set: RuleSet, year: Year) -> bool:
        """The same, with the days in other sets before the person came: what was credited there counts here."""
        arrival = self.last_arrival(rule_set.set).toordinal()
        others = [
            (start, min(end, arrival - 1))
            for key in self.sets
            if key != rule_set.set
            for start, end in self._spells[key]
            if start < arrival
        ]
        return self._countable(rule_set, year, _merged([*self._spells[rule_set.set], *others]), with_others=True)

    def _countable(self, rule_set: RuleSet, year: Year, spells: list[Interval], *, with_others: bool) -> bool:
        last = self.home_on(year.end)
        if last not in (None, rule_set.set) and not (with_others and year.end < self.last_arrival(rule_set.set)):
            return False
        return _days(spells, self._away(rule_set), year) >= rule_set.countable_days

    def _away(self, rule_set: RuleSet) -> list[Interval]:
        kinds = rule_set.exempt_kinds
        away = [_interval(each) for each in self._leaves if not each.kind or each.kind in kinds]
        if PROBATION in kinds:
            away += [_interval(each) for each in self._probation]
        return _merged(away)


def _interval(period: Period) -> Interval:
    return period.start.toordinal(), _NEVER if period.end is None else period.end.toordinal()


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Overlapping and touching intervals as one, in order."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if end < start:
            continue
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _days(present: list[Interval], away: list[Interval], year: Year) -> int:
    """Days of the year in ``present`` and not in ``away``."""
    first, last = year.start.toordinal(), year.end.toordinal()
    total = 0
    for start, end in present:
        start, end = max(start, first), min(end, last)
        if start > end:
            continue
        total += end - start + 1
        total -= sum(max(0, min(end, stop) - max(start, begin) + 1) for begin, stop in away)
    return total
