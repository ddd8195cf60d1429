"""Groups, activities and products for tests, made by the services."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from organizations.constants import Role
from organizations.models import Organization
from research_groups.constants import DueFrom
from research_groups.models import Activity, Participation, Product, RequiredProduct, ResearchGroup
from research_groups.services import (
    add_member,
    create_group,
    hand_in,
    join_activity,
    plan_activity,
    record_attendance,
    submit_activity,
)
from tests.organizations.factories import MembershipFactory

FOUNDED = date(2024, 9, 1)


def member_of(organization: Organization, role: Role = Role.TEACHER) -> Any:
    """A person with a role in an organization for years."""
    return MembershipFactory(organization=organization, role=role).person


def group_of(organization: Organization, *members: Any, host: Any = None, **fields: Any) -> ResearchGroup:
    """A studio of ``organization`` with its host and members."""
    values = {"kind": "master_studio", "name": "林老师小学数学工作室", "since": FOUNDED, **fields}
    group = create_group(actor=None, organization=organization, host=host or member_of(organization), **values)
    for person in members:
        add_member(actor=None, group=group, person=person, since=FOUNDED)
    return group


def lesson_study(group: ResearchGroup, *schools: Organization, **fields: Any) -> Activity:
    """A 课例研修 of two 学时 that was held three days ago."""
    begun = timezone.now() - timedelta(days=3)
    values = {
        "kind": "lesson_study",
        "title": "一个数除以分数磨课",
        "starts_at": begun,
        "ends_at": begun + timedelta(hours=2),
        "minutes": 90,
        **fields,
    }
    return plan_activity(
        actor=None, organization=group.organization, group=group, schools=schools or [group.organization], **values
    )


def taking_part(activity: Activity, person: Any, *, attended: bool = True) -> Participation:
    """The person joins, and was there."""
    joined = join_activity(actor=person, activity=activity, person=person)
    return record_attendance(actor=None, participation=joined, at=activity.starts_at) if attended else joined


def product(activity: Activity, kind: str, person: Any, **fields: Any) -> Product:
    """The person hands one kind of product in."""
    requirement = RequiredProduct.objects.get(activity=activity, kind=kind)
    values = {"title": "", "text": "先分后合，学生自己说出算理。", **fields}
    return hand_in(actor=person, requirement=requirement, person=person, **values)


def common_products(activity: Activity, person: Any) -> None:
    """Everything the activity owes once, by one person."""
    for requirement in activity.required_products.filter(due_from=DueFrom.ACTIVITY):
        product(activity, requirement.kind, person)


def submitted(group: ResearchGroup, *people: Any, reflecting: int | None = None, **fields: Any) -> Activity:
    """A lesson study all ``people`` attended, the first ``reflecting`` of them handed in, sent to the institute."""
    from organizations.querysets import home_organization

    schools = dict.fromkeys(home_organization(person) for person in people)
    activity = lesson_study(group, *schools, **fields)
    for person in people:
        taking_part(activity, person)
    common_products(activity, people[0])
    for person in people[:reflecting]:
        product(activity, "reflection", person)
    return submit_activity(actor=None, activity=activity)
