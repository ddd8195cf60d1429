"""The rule sets as ledger and pages ask for them: one year of one set as ``Terms``, amounts as people read them.

Arithmetic on evidence stays in ``training.rules``; here are only borders, minimums and words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from training.constants import TOTAL_SCOPE
from training.rules import (
    Calendar,
    Facts,
    Membership,
    Period,
    Requirement,
    RuleBook,
    RuleSet,
    load_shipped_rule_sets,
)
from training.rules.presence import PROBATION, Presence

Span = tuple[date, date | None]
TWO_PLACES = Decimal("0.01")
UNITS = {"学时": pgettext_lazy("单位", "学时"), "学分": pgettext_lazy("单位", "学分")}


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum for a scope, in grains; ``value`` where it was judged."""

    scope: str
    minimum: int
    value: int = 0
    name: str = ""


@dataclass(frozen=True)
class Terms:
    """A rule set as it applies to one of its years. ``version`` is the one in force on the year's last day."""

    rule_set: RuleSet
    year: str
    year_first: date
    year_last: date
    cycle_first: date
    cycle_last: date
    cycle_years: tuple[tuple[str, date], ...]
    year_floors: tuple[Floor, ...] = field(default_factory=tuple)
    cycle_floors: tuple[Floor, ...] = field(default_factory=tuple)

    @property
    def set_key(self) -> str:
        """The stable key of the set."""
        return self.rule_set.set

    @property
    def name(self) -> str:
        """What the set is called."""
        return self.rule_set.name.zh

    @property
    def document(self) -> str:
        """The number of the document (文号)."""
        return str(self.rule_set.document.get("number", ""))

    @property
    def unit(self) -> str:
        """学时 or 学分, in the reader's language."""
        return str(UNITS.get(self.rule_set.unit, self.rule_set.unit))

    @property
    def grains(self) -> int:
        """Grains of one unit."""
        return self.rule_set.grains

    @property
    def year_minimum(self) -> int:
        """The yearly minimum of the total, 0 where there is none."""
        return next((floor.minimum for floor in self.year_floors if floor.scope == TOTAL_SCOPE), 0)

    @property
    def cycle_minimum(self) -> int:
        """The minimum of the cycle's total, 0 where there is none."""
        return next((floor.minimum for floor in self.cycle_floors if floor.scope == TOTAL_SCOPE), 0)

    @property
    def year_minimum_text(self) -> str:
        """The yearly minimum as read."""
        return self.amount(self.year_minimum)

    @property
    def cycle_minimum_text(self) -> str:
        """The minimum of the cycle as read."""
        return self.amount(self.cycle_minimum)

    @property
    def last_year_of_cycle(self) -> bool:
        """Whether nothing can be made up after this year."""
        return self.year_last == self.cycle_last

    @property
    def year_words(self) -> str:
        """2026—27, with the dash of a range."""
        return self.year.replace("-", "—")

    @property
    def cycle_words(self) -> str:
        """The number of years of the cycle in words."""
        numbers = pgettext("数字", "零 一 二 三 四 五 六 七 八 九 十").split()
        count = len(self.cycle_years)
        return numbers[count] if count < len(numbers) else str(count)

    @property
    def cycle_range(self) -> str:
        """From when to when the cycle runs, and in which year of it we are."""
        number = next((n for n, (label, _first) in enumerate(self.cycle_years, start=1) if label == self.year), 0)
        return _("周期：%(first)s—%(last)s，第%(number)s年") % {
            "first": day_words(self.cycle_first),
            "last": day_words(self.cycle_last),
            "number": number,
        }

    def decimal(self, grains: int) -> Decimal:
        """The amount in units, cut to two places and never rounded up."""
        return (Decimal(grains) / self.grains).quantize(TWO_PLACES, rounding=ROUND_DOWN)

    def amount(self, grains: int) -> str:
        """The amount as read: credits with two places, whole hours without."""
        value = self.decimal(grains)
        if self.grains != 100 and value == value.to_integral_value():
            return f"{value:,.0f}"
        return f"{value:,.2f}"

    def minutes_words(self, grains: int) -> str:
        """The minutes of an hour set where two places do not say the amount exactly, so that sums can be checked."""
        if self.grains == 100 or grains * 100 % self.grains == 0:
            return ""
        return _("%(minutes)s分钟") % {"minutes": grains}

    def signed(self, grains: int) -> str:
        """The same with the minus sign of typography."""
        return f"−{self.amount(-grains)}" if grains < 0 else self.amount(grains)

    def with_unit(self, grains: int) -> str:
        """The amount with its unit."""
        return self._in_units(self.amount(grains))

    def signed_with_unit(self, grains: int) -> str:
        """The same with the minus sign of typography."""
        return self._in_units(self.signed(grains))

    def _in_units(self, amount: str) -> str:
        return _("%(amount)s%(unit)s") % {"amount": amount, "unit": self.unit}


def day_words(day: date) -> str:
    """2026年7月1日."""
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


@cache
def rule_book() -> RuleBook:
    """The rule sets of this process, read once."""
    return load_shipped_rule_sets()


@cache
def terms_on(set_key: str, day: date) -> Terms:
    """The year of the set that ``day`` lies in."""
    return terms_of_year(set_key, calendar_of(set_key).year_of(day).label)


@cache
def terms_of_year(set_key: str, label: str) -> Terms:
    """The named year of the set; ``KeyError`` for an unknown set, ``ValueError`` for an unknown name."""
    year = calendar_of(set_key).year_named(label)
    cycle = calendar_of(set_key).cycle_of(year.start)
    rule_set = _version(set_key, year.end)
    return Terms(
        rule_set=rule_set,
        year=year.label,
        year_first=year.start,
        year_last=year.end,
        cycle_first=cycle.start,
        cycle_last=cycle.end,
        cycle_years=tuple((each.label, each.start) for each in cycle.years),
        year_floors=_floors(rule_set, "year"),
        cycle_floors=_floors(rule_set, "cycle"),
    )


def calendar_of(set_key: str) -> Calendar:
    """The borders of a set; ``KeyError`` for an unknown one."""
    return rule_book().calendar(set_key)


def _version(set_key: str, day: date) -> RuleSet:
    """The version in force on ``day``; years before the first version are shown by that one."""
    return rule_book().version_on(set_key, day) or rule_book().versions(set_key)[0]


def _floors(rule_set: RuleSet, window: str) -> tuple[Floor, ...]:
    """Hard minimums asked of everybody; those of single entries and of some persons only are the engine's to judge."""
    listed = [
        Floor(each.scope, each.minimum, name=each.name.zh)
        for each in rule_set.requirements
        if each.window == window and asked_of_everybody(each)
    ]
    return tuple(sorted(listed, key=lambda floor: floor.scope != TOTAL_SCOPE))


def asked_of_everybody(requirement: Requirement) -> bool:
    """Whether the minimum holds for every person and by sum."""
    return not (requirement.advice or requirement.person or requirement.single or requirement.when_single)


def year_bounds(set_key: str, label: str) -> tuple[date, date]:
    """First and last day of a year of the set."""
    terms = terms_of_year(set_key, label)
    return terms.year_first, terms.year_last


def clause_words(set_key: str, version: str, clause_id: str) -> str:
    """The name of a clause with its id."""
    try:
        clause = rule_book().version(set_key, version).clause(clause_id)
    except KeyError:
        clause = None
    if clause is None or not clause.name.zh:
        return clause_id
    return _("%(name)s（%(id)s）") % {"name": clause.name.zh, "id": clause_id}


def exempt_by_days(terms: Terms, spans: Iterable[Span], absences: Iterable[tuple[str, Span]]) -> bool:
    """Whether the year will not be judged for too few days, as far as is known today (what is open goes on).

    ``spans`` are the home memberships under the set, ``absences`` kinds of leave with their days.
    """
    own, away = list(spans), list(absences)
    first, last = terms.year_first, terms.year_last
    if not away and any(since <= first and (until is None or until >= last) for since, until in own):
        return False
    if not own:
        return True
    facts = Facts(
        id="",
        memberships=tuple(Membership(terms.set_key, "", Period(since, until)) for since, until in own),
        leaves=tuple(Period(since, until, kind) for kind, (since, until) in away if kind != PROBATION),
        probation=tuple(Period(since, until) for kind, (since, until) in away if kind == PROBATION),
    )
    return not Presence(facts).countable(terms.rule_set, calendar_of(terms.set_key).year_named(terms.year))
