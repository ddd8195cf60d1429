"""Which rule set is in force where and when: the nearest assigned organization above, by the dated tree.

A ``RuleSetCalendar`` is loaded once for many organizations (one query) and answers by day or as periods; a period
ends where an assignment, or a place in the tree, changes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.prepared import MOST, Few, prepared
from organizations.models import OrganizationClosure
from organizations.querysets import in_force

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A rule set from ``since`` up to and including ``until`` (``None``: still)."""

    since: date
    until: date | None
    set_key: str


class RuleSetCalendar:
    """Rule sets of the given organizations over time."""

    def __init__(self, organization_ids: Iterable[int]) -> None:
        wanted = set(organization_ids)
        ways = _ways_of_few(organizations=Few(wanted)) if len(wanted) <= MOST else _ways(wanted)
        # (depth, since, until, set) of every way a set reaches an organization; the nearest one counts.
        self._reaching: dict[int, list[tuple[int, date, date | None, str]]] = defaultdict(list)
        for descendant, depth, since, until, set_key, assigned, ended in ways:
            start, end = max(since, assigned), earlier(until, ended)
            if end is None or start <= end:
                self._reaching[descendant].append((depth, start, end, set_key))

    def set_on(self, organization_id: int, day: date) -> str | None:
        """The set in force in the organization on ``day``, ``None`` where none is assigned."""
        reaching = [
            (depth, set_key)
            for depth, since, until, set_key in self._reaching[organization_id]
            if since <= day and (until is None or day <= until)
        ]
        return min(reaching)[1] if reaching else None

    def periods(self, organization_id: int, since: date, until: date | None) -> list[Period]:
        """The sets in force between two days, split at every change; days without a set are left out."""
        borders = {since}
        for _depth, start, end, _set in self._reaching[organization_id]:
            borders.add(start)
            if end is not None:
                borders.add(end + ONE_DAY)
        starts = sorted(border for border in borders if border >= since and (until is None or border <= until))
        found: list[Period] = []
        for place, start in enumerate(starts):
            end = starts[place + 1] - ONE_DAY if place + 1 < len(starts) else until
            set_key = self.set_on(organization_id, start)
            if set_key is None:
                continue
            if found and found[-1].set_key == set_key and found[-1].until == start - ONE_DAY:
                found[-1] = Period(found[-1].since, end, set_key)
            else:
                found.append(Period(start, end, set_key))
        return found


def _ways(organizations: Iterable[int]) -> QuerySet[OrganizationClosure, Any]:
    """(organization, depth, since, until) of everything above with (set, since, until) of what is assigned there."""
    assigned = "ancestor__rule_set_assignments__"
    found = OrganizationClosure.objects.filter(
        descendant_id__in=organizations, ancestor__rule_set_assignments__isnull=False
    )
    of_assignment = [f"{assigned}{name}" for name in ("set_key", "since", "until")]
    return found.order_by().values_list("descendant_id", "depth", "since", "until", *of_assignment)


@prepared
def _ways_of_few(organizations: Few) -> QuerySet[OrganizationClosure, Any]:
    return _ways(organizations)


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends, where ``None`` is no end."""
    ends = [end for end in (one, other) if end is not None]
    return min(ends) if ends else None


@prepared
def _nearest(organization: int, day: date) -> QuerySet[OrganizationClosure, str]:
    found = OrganizationClosure.objects.filter(
        in_force(day), in_force(day, "ancestor__rule_set_assignments__"), descendant=organization
    )
    key = "ancestor__rule_set_assignments__set_key"
    return found.order_by("depth", key).values_list(key, flat=True)[:1]


def rule_set_of(organization: Any, day: date | None = None) -> str | None:
    """The key of the rule set in force in ``organization`` on ``day`` (today by default)."""
    return next(iter(_nearest(organization=organization.pk, day=day or timezone.localdate())), None)
