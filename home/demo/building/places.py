"""Cities, districts, offices, schools, alliances, designations, rule sets, and a page for each that publishes."""

from datetime import date

from home.demo.building.site_plan import SitePlan
from home.demo.shapes import District, Office, School
from home.services import ensure_organization_page
from organizations.constants import JoiningMode, OrganizationKind
from organizations.services import add_alliance_member, award_designation, create_organization, form_alliance
from training.services import assign_rule_set

FOUNDED = date(2010, 9, 1)


def build_places(plan: SitePlan) -> None:
    """Everything with a sign on the door."""
    places, made = plan.content.places, plan.organizations
    for city in places.cities:
        made[city.key] = create_organization(
            actor=None,
            kind=OrganizationKind.CITY,
            name=city.name,
            administrative_code=city.code,
            municipality=city.municipality,
            opened_on=FOUNDED,
        )
    for district in places.districts:
        made[district.key] = create_organization(
            actor=None,
            kind=OrganizationKind.DISTRICT,
            name=district.name,
            parent=made[district.city],
            since=FOUNDED,
            administrative_code=district.code,
            opened_on=FOUNDED,
        )
        assign_rule_set(actor=None, organization=made[district.key], set_key=district.rule_set, since=FOUNDED)
    for kind, offices in ((OrganizationKind.BUREAU, places.bureaus), (OrganizationKind.INSTITUTE, places.institutes)):
        for office in offices:
            made[office.key] = create_organization(
                actor=None,
                kind=kind,
                name=office.name,
                short_name=office.short if kind == OrganizationKind.INSTITUTE else "",
                parent=made[office.district],
                since=FOUNDED,
                opened_on=office.opened or FOUNDED,
            )
    for school in plan.progress(places.schools, "学校"):
        made[school.key] = create_organization(
            actor=None,
            kind=OrganizationKind.SCHOOL,
            name=school.name,
            parent=made[school.district],
            since=max(FOUNDED, school.opened),
            opened_on=school.opened,
        )
    _alliances(plan)
    _pages(plan)


def _alliances(plan: SitePlan) -> None:
    made = plan.organizations
    for written in plan.content.places.alliances:
        alliance = form_alliance(
            actor=None,
            name=written.name,
            head=made[written.head],
            since=written.since,
            until=written.until,
            summary=written.summary,
        )
        for member in written.members:
            add_alliance_member(
                actor=None,
                alliance=alliance,
                organization=made[member.school],
                mode=JoiningMode(member.mode),
                since=member.since,
            )
    for title in plan.content.places.designations:
        award_designation(
            actor=None,
            title=title.title,
            holder=made[title.holder],
            issuer=made[title.issuer],
            since=title.since,
            until=title.until,
            document_number=title.number,
        )


def _pages(plan: SitePlan) -> None:
    places = plan.content.places
    signs: list[District | Office | School] = [*places.districts, *places.institutes, *places.schools]
    for written in plan.progress(signs, "单位主页"):
        page = ensure_organization_page(organization=plan.organizations[written.key], actor=None)
        if written.introduction and not page.introduction:
            page.introduction = f"<p>{written.introduction}</p>"
            page.save_revision().publish(skip_permission_checks=True)
