"""The matrix of roles and addresses of runs, nominations, claims and decisions: near as the table says, far never."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home.models import HomePage
from organizations.constants import OrganizationKind, Role
from organizations.models import Organization
from tests.organizations.factories import PLACES, MembershipFactory, OrganizationFactory
from tests.training.conftest import Place
from tests.training.factories import record
from tests.training.runs import open_run, series_of
from training.constants import CLAIM_SOURCE, RunMode
from training.models import CourseRun
from training.services import set_quotas

pytestmark = pytest.mark.django_db

SCHOOL, SCHOOL_READ = {"leader", "training_admin"}, {"leader", "training_admin", "officer", "auditor"}
RUNS_READ = {"editor", "officer", "auditor"}
# address → who may open it in the near district; everybody else, and everybody far away, gets 404
PAGES: dict[str, set[str]] = {
    "school_claims": SCHOOL_READ | {"editor"},
    "school_enrolments": SCHOOL_READ,
    "nominations": SCHOOL_READ,
    "nominate": SCHOOL,
    "institute_runs": RUNS_READ,
    "propose_run": {"editor"},
    "run_roster": RUNS_READ,
    "run_quotas": {"editor"},
    "cancel_run": {"editor"},
    "edit_run": {"editor"},
    "institute_claims": {"editor"},
    "bureau_claims": {"officer", "auditor"},
    "run_approvals": {"officer", "auditor"},
}
# address that changes something → who may
ACTIONS: dict[str, set[str]] = {
    "return_run": {"officer"},
    "approve_run": {"officer"},
    "start_run": {"editor"},
    "finish_run": {"editor"},
    "run_seats": {"editor"},
    "withdraw_nominations": SCHOOL,
    "decide_school_claims": SCHOOL,
    "decide_school_enrolments": SCHOOL,
    "decide_institute_claims": {"editor"},
    "decide_bureau_claims": {"officer"},
}


@pytest.fixture
def bureau(near: Place) -> Organization:
    """Of the near district."""
    found: Organization = OrganizationFactory(kind=OrganizationKind.BUREAU, name="区教委", parent=near.district)
    return found


@pytest.fixture
def addresses(home: HomePage, protected_files: Path, near: Place, bureau: Organization) -> dict[str, str]:
    """Every address of the tables, about the near district."""
    series = series_of(near.institute, "reading")
    run: CourseRun = open_run(series, mode=RunMode.NOMINATED)
    draft = open_run(series, approved=False)
    set_quotas(actor=None, run=run, seats={near.school.pk: 2})
    record(near.teacher, source_type=CLAIM_SOURCE)
    school, institute, office = near.school.public_id, near.institute.public_id, bureau.public_id
    keys: dict[str, tuple[str, list[Any]]] = {
        "school_claims": ("school_claims", [school]),
        "decide_school_claims": ("school_claims", [school]),
        "school_enrolments": ("school_enrolments", [school]),
        "decide_school_enrolments": ("school_enrolments", [school]),
        "nominations": ("nominations", [school]),
        "nominate": ("nominate", [school, run.public_id]),
        "withdraw_nominations": ("withdraw_nominations", [school]),
        "institute_runs": ("institute_runs", [institute]),
        "propose_run": ("propose_run", [institute]),
        "institute_claims": ("district_claims", [institute]),
        "decide_institute_claims": ("district_claims", [institute]),
        "bureau_claims": ("district_claims", [office]),
        "decide_bureau_claims": ("district_claims", [office]),
        "run_approvals": ("run_approvals", [office]),
        "edit_run": ("edit_run", [draft.public_id]),
        "return_run": ("return_run", [draft.public_id]),
        "approve_run": ("approve_run", [draft.public_id]),
    }
    of_run = ("run_roster", "run_quotas", "cancel_run", "start_run", "finish_run", "run_seats")
    keys |= {name: (name, [run.public_id]) for name in of_run}
    return {name: reverse(f"training:{view}", args=args) for name, (view, args) in keys.items()}


def opened(person: Any, enter: Any, addresses: dict[str, str]) -> tuple[set[str], set[str]]:
    """The pages that ``person`` may open, and the actions that are not refused as a wrong address."""
    client = enter(person)
    pages = {name for name in PAGES if client.get(addresses[name]).status_code == 200}
    actions = {name for name in ACTIONS if client.post(addresses[name]).status_code != 404}
    return pages, actions


@pytest.mark.parametrize("role", PLACES, ids=str)
def test_near_as_the_table_says(
    near: Place, bureau: Organization, enter: Any, addresses: dict[str, str], role: Role
) -> None:
    where = {"bureau": bureau}.get(PLACES[role]) or getattr(near, PLACES[role])
    person = MembershipFactory(organization=where, role=role).person
    pages, actions = opened(person, enter, addresses)
    assert pages == {name for name, roles in PAGES.items() if role.value in roles}
    assert actions == {name for name, roles in ACTIONS.items() if role.value in roles}


@pytest.mark.parametrize("role", PLACES, ids=str)
def test_far_nothing_opens(far: Place, enter: Any, addresses: dict[str, str], role: Role) -> None:
    place = PLACES[role]
    where = OrganizationFactory(kind=OrganizationKind.BUREAU, parent=far.district) if place == "bureau" else None
    person = MembershipFactory(organization=where or getattr(far, place), role=role).person
    assert opened(person, enter, addresses) == (set(), set())


def test_a_visitor_signs_in_first(client: Client, addresses: dict[str, str]) -> None:
    for address in addresses.values():
        assert client.get(address).status_code in (302, 405)


def test_a_neighbour_school_sees_nobody_of_ours(near: Place, enter: Any, addresses: dict[str, str]) -> None:
    """Same district, other school."""
    other = OrganizationFactory(name="第二小学", parent=near.district)
    leader = MembershipFactory(organization=other, role=Role.LEADER).person
    assert opened(leader, enter, addresses) == (set(), set())
    for view in ("school_claims", "school_enrolments", "nominations"):
        text = enter(leader).get(reverse(f"training:{view}", args=[other.public_id])).content.decode()
        assert near.teacher.name not in text
        assert near.leader.name not in text
