"""Teachers and staff with their dated memberships, leaves and subjects; one account per role."""

from django.contrib.auth.hashers import make_password

from accounts.services import create_person, register_demo_account
from home.context import start_address
from home.demo.building.site_plan import SitePlan
from home.demo.persons import Person
from organizations.constants import LeaveKind, MembershipKind, Role
from organizations.policies import workspaces
from organizations.services import add_membership, record_leave
from taxonomy.models import Stage, Subject, TeachingSubject

PASSWORD = "yanxun-demo-2026"  # noqa: S105 - published on the sign-in page of a demo, and nowhere else


def build_people(plan: SitePlan) -> None:
    """Everybody; one hash serves all demo accounts, since hashing 330 times would take a minute."""
    plan.subjects = {subject.code: subject for subject in Subject.objects.all()}
    plan.stages = {stage.code: stage for stage in Stage.objects.all()}
    shared = make_password(PASSWORD)
    public = {account.person for account in plan.content.cast.accounts}
    teaching = []
    for person in plan.progress(plan.content.people, "教师"):
        made = create_person(
            actor=None,
            username=person.username,
            name=person.name,
            password_hash=shared if person.key in public else "!",
            profile={
                "title": person.title,
                "staff_no": person.staff_no,
                "birth_year": person.born,
                "teaching_since": person.teaching_since,
            },
        )
        plan.people[person.key] = made
        _employ(plan, person)
        if subject := plan.subject(person.subject):
            teaching.append(TeachingSubject(person=made, subject=subject, stage=plan.stages[person.stage]))
    TeachingSubject.objects.bulk_create(teaching)


def _employ(plan: SitePlan, person: Person) -> None:
    made = plan.people[person.key]
    for fact in person.memberships:
        add_membership(
            actor=None,
            person=made,
            organization=plan.organizations[fact.organization],
            role=Role(fact.role),
            kind=MembershipKind(fact.kind),
            since=fact.since,
            until=fact.until,
        )
    for leave in person.leaves:
        record_leave(actor=None, person=made, kind=LeaveKind(leave.kind), since=leave.since, until=leave.until)


def publish_accounts(plan: SitePlan) -> None:
    """Offer the accounts on the sign-in page; last of all, so that a half-built city offers none."""
    for position, account in enumerate(plan.content.cast.accounts, start=1):
        person = plan.people[account.person]
        register_demo_account(
            actor=None,
            person=person,
            role=account.role,
            label=account.label,
            password=PASSWORD,
            start=start_address(workspaces(person)),
            position=position,
        )
