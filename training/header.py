"""The hours in the frame of every page: this year's sum against its minimum, from the kept totals (two queries)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from core.prepared import prepared
from training.assignments import rule_set_of
from training.constants import TOTAL_SCOPE
from training.models import YearTotal
from training.rule_book import terms_on


@dataclass(frozen=True, slots=True)
class HeaderHours:
    """What ``frame.hours`` of ``base.html`` prints: texts as read, percent 0–100."""

    done: str
    min: str
    unit: str
    percent: float
    reached: bool
    missing: str  # with its unit
    url: str = "/me/hours/"


@prepared
def _sums(person: int, set_key: str, cycle: date, year: str) -> QuerySet[YearTotal, tuple[int, int]]:
    totals = YearTotal.objects.filter(person=person, set_key=set_key, cycle=cycle, scope=TOTAL_SCOPE).order_by()
    sums = totals.values("person").annotate(
        of_year=Sum("year_amount", filter=Q(year=year), default=0), of_cycle=Sum("cycle_amount", default=0)
    )
    return sums.values_list("of_year", "of_cycle")


def header_hours(person: Any, school: Any, day: date | None = None) -> HeaderHours | None:
    """This year of ``person`` at ``school``; the cycle where the set has no yearly minimum; ``None`` without a set."""
    day = day or timezone.localdate()
    set_key = rule_set_of(school, day)
    if set_key is None:
        return None
    terms = terms_on(set_key, day)
    rows = _sums(person=person.pk, set_key=set_key, cycle=terms.cycle_first, year=terms.year)
    of_year, of_cycle = rows[0] if rows else (0, 0)
    done, minimum = of_year, terms.year_minimum
    if not minimum:
        done, minimum = of_cycle, terms.cycle_minimum
    return HeaderHours(
        done=terms.amount(done),
        min=terms.amount(minimum),
        unit=terms.unit,
        percent=100 * done / minimum if minimum else 100,
        reached=done >= minimum,
        missing=terms.with_unit(max(minimum - done, 0)),
    )
