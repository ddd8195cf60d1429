"""What the rule engine is told about a person: stored facts, in the case format of the rule sets. No arithmetic here.

Facts of many persons are read with a constant number of queries, so that a whole city can be evaluated again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from accounts.models import TeacherProfile
from organizations.constants import LeaveKind, MembershipKind
from organizations.models import Leave, Membership, OrganizationClosure
from training.assignments import ONE_DAY, RuleSetCalendar
from training.constants import COUNTED_ROLES, COUNTED_STATES, EvidenceState
from training.models import Evidence, YearClosure

Case = dict[str, Any]


def engine_facts(person: Any) -> Case:
    """The case of one person."""
    return facts_of([person.pk])[person.pk]


def facts_of(person_ids: Sequence[int]) -> dict[int, Case]:
    """The cases of many persons by id, in nine queries at most."""
    ids = list(person_ids)
    memberships = list(
        Membership.objects.filter(person_id__in=ids, kind=MembershipKind.HOME, role__in=COUNTED_ROLES)
        .order_by("since")
        .values_list("person_id", "organization_id", "since", "until")
    )
    calendar = RuleSetCalendar({organization for _person, organization, *_rest in memberships})
    cases: dict[int, Case] = {pk: _empty_case(pk) for pk in ids}
    for (person_id, organization_id), spans in _spans(memberships).items():
        for since, until in spans:
            cases[person_id]["memberships"] += [
                {"set": each.set_key, "org": str(organization_id), "from": each.since, "to": each.until}
                for each in calendar.periods(organization_id, since, until)
            ]
    _add_absences(cases)
    _add_evidence(cases)
    _add_closures(cases, memberships)
    for pk in TeacherProfile.objects.filter(person_id__in=ids, vocational=True).values_list("person_id", flat=True):
        cases[pk]["person"] = {"vocational": True}
    return cases


def home_lookup(person_ids: Iterable[int]) -> Callable[[int, date], int | None]:
    """A lookup (person id, day) → id of the home organization, for many persons from one query."""
    own: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
    rows = Membership.objects.filter(person_id__in=person_ids, kind=MembershipKind.HOME, role__in=COUNTED_ROLES)
    for person_id, organization_id, since, until in rows.order_by("since").values_list(
        "person_id", "organization_id", "since", "until"
    ):
        own[person_id].append((since, until, organization_id))

    def home(person_id: int, day: date) -> int | None:
        spans = own[person_id]
        return next((place for since, until, place in spans if since <= day and (until is None or day <= until)), None)

    return home


def evidence_fact(evidence: Evidence) -> dict[str, Any]:
    """One piece of evidence in the vocabulary of the rule sets; ids are padded so that text order is posting order."""
    fact: dict[str, Any] = {
        **evidence.facts,
        "id": f"{evidence.pk:012d}",
        "type": evidence.type,
        "date": evidence.occurred_on,
        "posted": evidence.posted_on,
    }
    if evidence.level:
        fact["level"] = evidence.level
    if evidence.role:
        fact["role"] = evidence.role
    return fact


def _empty_case(person_id: int) -> Case:
    return {
        "id": str(person_id),
        "person": {},
        "memberships": [],
        "leaves": [],
        "probation": [],
        "evidence": [],
        "closures": [],
        "reversals": [],
    }


def _spans(
    memberships: Iterable[tuple[int, int, date, date | None]],
) -> dict[tuple[int, int], list[tuple[date, date | None]]]:
    """Overlapping or touching memberships of one person in one organization (two roles at once) as one span."""
    found: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    for person_id, organization_id, since, until in memberships:
        spans = found[person_id, organization_id]
        last = spans[-1] if spans else None
        if last is not None and (last[1] is None or since <= last[1] + ONE_DAY):
            end = None if last[1] is None or until is None else max(last[1], until)
            spans[-1] = (last[0], end)
        else:
            spans.append((since, until))
    return found


def _add_absences(cases: dict[int, Case]) -> None:
    rows = Leave.objects.filter(person_id__in=cases).order_by("since")
    for person_id, kind, since, until in rows.values_list("person_id", "kind", "since", "until"):
        key = "probation" if kind == LeaveKind.PROBATION else "leaves"
        cases[person_id][key].append({"kind": kind, "from": since, "to": until})


def _add_evidence(cases: dict[int, Case]) -> None:
    rows = Evidence.objects.filter(person_id__in=cases, state__in=COUNTED_STATES).order_by("posted_on", "id")
    for evidence in rows:
        fact = evidence_fact(evidence)
        case = cases[evidence.person_id]
        case["evidence"].append(fact)
        if evidence.state == EvidenceState.REVERSED:
            case["reversals"].append({"target": fact["id"], "date": evidence.reversed_on})


def _add_closures(cases: dict[int, Case], memberships: Iterable[tuple[int, int, date, date | None]]) -> None:
    """Closed years of every organization that stood above one of the person's own on the day of closing."""
    closed = list(YearClosure.objects.order_by("closed_on"))
    if not closed:
        return
    own: dict[int, set[int]] = defaultdict(set)
    for person_id, organization_id, *_rest in memberships:
        own[organization_id].add(person_id)
    below: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    rows = OrganizationClosure.objects.filter(
        ancestor_id__in={each.organization_id for each in closed}, descendant_id__in=own
    )
    for ancestor, descendant, since, until in rows.values_list("ancestor_id", "descendant_id", "since", "until"):
        below[ancestor].append((descendant, since, until))
    for each in closed:
        known: set[int] = set()
        for descendant, since, until in below[each.organization_id]:
            if since <= each.closed_on and (until is None or each.closed_on <= until):
                known |= own[descendant]
        for person_id in known:
            closure = {"set": each.set_key, "year": each.year, "date": each.closed_on}
            if closure not in cases[person_id]["closures"]:
                cases[person_id]["closures"].append(closure)
