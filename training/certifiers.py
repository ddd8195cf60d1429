"""Who certifies a claim: the rule set names the certifier of each clause.

Where the text of the rule names it (``standing: published``) it binds, and a school can only say that the claim is
right. Where the file's author had to assume it, the school decides about its own teachers, and whoever certifies hours
above the school may decide in its place.
"""

from collections.abc import Iterable
from typing import Any

from organizations.models import Organization
from organizations.policies import CERTIFYING_ROLES, holds
from organizations.querysets import remit_of
from training.assignments import RuleSetCalendar
from training.facts import evidence_fact
from training.models import Evidence
from training.rule_book import rule_book
from training.rules import Clause, read_facts
from training.rules.matching import fitting_clause

SCHOOL = "school"
PUBLISHED = "published"


def decided_above(evidence: Iterable[Evidence]) -> set[int]:
    """Ids of the evidence that its school cannot certify by itself."""
    rows = list(evidence)
    sets = RuleSetCalendar({row.organization_id for row in rows})
    found = set()
    for row in rows:
        clause = _clause(row, sets.set_on(row.organization_id, row.occurred_on))
        if clause is not None and clause.certifier != SCHOOL and clause.standing.get("certifier") == PUBLISHED:
            found.add(row.pk)
    return found


def acting_organization(user: Any, school: Organization) -> Organization:
    """For whom ``user`` certifies what teachers of ``school`` hand in: the institute or bureau, else the school."""
    for place in Organization.objects.of_person(user, CERTIFYING_ROLES).order_by("pk"):
        above = Organization.objects.above(school).exclude(pk=school.pk)
        if above.filter(pk=remit_of(place).pk).exists():
            return place
    return school


def certifies_for(user: Any, organization: Organization) -> bool:
    """Whether ``user`` works for ``organization`` in a role that certifies."""
    return holds(user, organization, CERTIFYING_ROLES)


def _clause(evidence: Evidence, set_key: str | None) -> Clause | None:
    rule_set = rule_book().version_on(set_key, evidence.occurred_on) if set_key else None
    if rule_set is None:
        return None
    case = {"id": "0", "evidence": [evidence_fact(evidence)]}
    return fitting_clause(rule_set, read_facts(case, book=rule_book()).evidence[0])
