"""The hours in the frame of every page: this year's sum against its minimum, from the kept totals (four queries)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from organizations.querysets import home_organization
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


def header_hours(person: Any, day: date | None = None) -> HeaderHours | None:
    """This year of ``person``; the cycle where the set has no yearly minimum; ``None`` without a rule set."""
    day = day or timezone.localdate()
    school = home_organization(person, day)
    set_key = rule_set_of(school, day) if school else None
    if set_key is None:
        return None
    terms = terms_on(set_key, day)
    sums = YearTotal.objects.filter(
        person=person, set_key=set_key, cycle=terms.cycle_first, scope=TOTAL_SCOPE
    ).aggregate(year=Sum("year_amount", filter=Q(year=terms.year), default=0), cycle=Sum("cycle_amount", default=0))
    done, minimum = sums["year"], terms.year_minimum
    if not minimum:
        done, minimum = sums["cycle"], terms.cycle_minimum
    return HeaderHours(
        done=terms.amount(done),
        min=terms.amount(minimum),
        unit=terms.unit,
        percent=100 * done / minimum if minimum else 100,
        reached=done >= minimum,
        missing=terms.with_unit(max(minimum - done, 0)),
    )
