"""The tree with dates: who belonged to whom on that day."""

from datetime import date, timedelta

import pytest

from core.exceptions import Refusal
from core.models import AuditEntry
from organizations.constants import OrganizationKind
from organizations.models import Organization, OrganizationClosure
from organizations.querysets import city_of, district_of, remit_of
from organizations.services import create_organization, move_organization, rebuild_closure
from tests.organizations.conftest import City
from tests.organizations.factories import OrganizationFactory

MOVED = date(2025, 9, 1)
BEFORE = MOVED - timedelta(days=1)


def closure() -> set[tuple[object, ...]]:
    """All closure rows."""
    return set(OrganizationClosure.objects.values_list("ancestor", "descendant", "depth", "since", "until"))


def test_a_new_organization_is_below_its_parents_and_itself(city: City) -> None:
    """Depth 0 to itself, depth 2 to the city."""
    assert district_of(city.near.school) == city.near.district
    assert city_of(city.near.school) == city.city
    assert remit_of(city.near.institute) == city.near.district
    assert set(Organization.objects.under(city.near.district)) == {
        city.near.district,
        city.near.bureau,
        city.near.institute,
        city.near.school,
    }
    assert AuditEntry.objects.filter(action="organization.create", target_id=str(city.near.school.pk)).exists()


def test_past_days_keep_the_past_parent(city: City) -> None:
    """After a move both answers stand, each on its day, for everything below too."""
    campus = OrganizationFactory(name="分校", parent=city.near.school)
    move_organization(actor=None, organization=city.near.school, parent=city.far.district, since=MOVED)
    for organization in (city.near.school, campus):
        assert district_of(organization, BEFORE) == city.near.district
        assert district_of(organization, MOVED) == city.far.district
        assert city_of(organization, BEFORE) == city_of(organization, MOVED) == city.city
    rows = OrganizationClosure.objects.filter(ancestor=city.city, descendant=campus)
    assert rows.count() == 1, "the city did not change, so one span covers both"


def test_incremental_closure_equals_a_full_rebuild(city: City) -> None:
    """Creating and moving write exactly what a rebuild of everything would."""
    move_organization(actor=None, organization=city.near.school, parent=city.far.district, since=MOVED)
    move_organization(
        actor=None, organization=city.near.school, parent=city.near.district, since=MOVED + timedelta(days=100)
    )
    OrganizationFactory(name="新校", parent=city.near.school, opened_on=date(2024, 1, 1))
    written = closure()
    rebuild_closure()
    assert closure() == written


def test_moves_that_would_make_a_ring_or_rewrite_the_past_are_refused(city: City) -> None:
    """Below itself, and before the present place began."""
    with pytest.raises(Refusal):
        move_organization(actor=None, organization=city.city, parent=city.near.school, since=MOVED)
    move_organization(actor=None, organization=city.near.school, parent=city.far.district, since=MOVED)
    with pytest.raises(Refusal) as refused:
        move_organization(actor=None, organization=city.near.school, parent=city.near.district, since=BEFORE)
    assert "2025-09-01" in refused.value.message


@pytest.mark.django_db
def test_two_thousand_schools_are_rebuilt_with_few_queries(django_assert_max_num_queries: object) -> None:
    """The number of queries does not follow the number of organizations one by one."""
    top = create_organization(actor=None, kind=OrganizationKind.DISTRICT, name="大区")
    schools = Organization.objects.bulk_create(
        [Organization(kind=OrganizationKind.SCHOOL, name=f"校{number}") for number in range(2000)]
    )
    type(top.child_edges.model.objects.create(parent=top, child=schools[0], since=MOVED)).objects.bulk_create(
        [top.child_edges.model(parent=top, child=school, since=MOVED) for school in schools[1:]]
    )
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        written = rebuild_closure()
    assert written == 2001 + 2000
