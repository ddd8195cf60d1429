"""Which rule set is in force where and when."""

from datetime import date

import pytest

from core.exceptions import Refusal
from organizations.constants import OrganizationKind
from organizations.services import add_membership, end_membership, move_organization
from tests.organizations.factories import OrganizationFactory
from tests.training.conftest import Place
from training.assignments import rule_set_of
from training.facts import engine_facts
from training.models import RuleSetVersion
from training.services import assign_rule_set, close_year, load_rule_sets

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(rules: None) -> None:
    before = RuleSetVersion.objects.count()
    report = load_rule_sets(actor=None)
    assert before > 0
    assert (report.created, len(report.unchanged)) == ([], before)


def test_a_changed_text_under_an_old_version_is_refused(rules: None) -> None:
    RuleSetVersion.objects.filter(set_key="cq").update(sha256="0" * 64)
    with pytest.raises(Refusal):
        load_rule_sets(actor=None)


def test_the_nearest_assignment_above_counts(near: Place) -> None:
    city = OrganizationFactory(kind=OrganizationKind.CITY, name="市")
    assign_rule_set(actor=None, organization=city, set_key="js", since=date(2010, 9, 1))
    move_organization(actor=None, organization=near.district, parent=city, since=date(2020, 1, 1))
    other = OrganizationFactory(kind=OrganizationKind.DISTRICT, name="另一区", parent=city)
    assert rule_set_of(near.school, date(2026, 1, 1)) == "cq"
    assert rule_set_of(other, date(2026, 1, 1)) == "js"
    assert rule_set_of(other, date(2009, 1, 1)) is None


def test_a_membership_is_split_where_the_set_changes(near: Place) -> None:
    assign_rule_set(actor=None, organization=near.district, set_key="js", since=date(2027, 1, 1))
    spans = [(each["set"], each["from"], each["to"]) for each in engine_facts(near.teacher)["memberships"]]
    assert spans == [("cq", date(2010, 9, 1), date(2026, 12, 31)), ("js", date(2027, 1, 1), None)]


def test_two_roles_at_once_are_one_membership(near: Place) -> None:
    add_membership(
        actor=None, person=near.teacher, organization=near.school, role="training_admin", since=date(2020, 1, 1)
    )
    assert len(engine_facts(near.teacher)["memberships"]) == 1


def test_a_move_between_districts_changes_the_set_on_that_day(near: Place, far: Place) -> None:
    membership = near.teacher.memberships.get()
    end_membership(actor=None, membership=membership, last_day=date(2026, 3, 31))
    add_membership(actor=None, person=near.teacher, organization=far.school, role="teacher", since=date(2026, 4, 1))
    spans = [(each["set"], each["from"], each["to"]) for each in engine_facts(near.teacher)["memberships"]]
    assert spans == [("cq", date(2010, 9, 1), date(2026, 3, 31)), ("js", date(2026, 4, 1), None)]


def test_closing_is_for_those_below_and_needs_an_ended_year(near: Place, far: Place) -> None:
    with pytest.raises(Refusal):
        close_year(actor=None, organization=near.district, set_key="cq", year="2026-27", closed_on=date(2027, 1, 1))
    with pytest.raises(Refusal):
        close_year(actor=None, organization=near.district, set_key="cq", year="neunzehn")
    first = close_year(actor=None, organization=near.district, set_key="cq", year="2024-25", closed_on=date(2025, 8, 1))
    again = close_year(actor=None, organization=near.district, set_key="cq", year="2024-25", closed_on=date(2025, 9, 1))
    assert first == again
    assert len(engine_facts(near.teacher)["closures"]) == 1
    assert engine_facts(far.teacher)["closures"] == []
