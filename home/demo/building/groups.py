"""Research groups with their members and reviews, and activities brought to the state they have today."""

from datetime import timedelta
from typing import Any

from accounts.services import set_findable
from home.demo.building.programmes import staff_of
from home.demo.building.site_plan import SitePlan
from home.demo.programme_shapes import Activity as WrittenActivity
from home.demo.programme_shapes import Group
from home.demo.shapes import Office, School
from organizations.constants import Role
from organizations.querysets import home_organization
from research_groups.constants import DueFrom, GroupRole, ProductKind
from research_groups.models import Activity, Participation
from research_groups.services import (
    add_member,
    approve_activity,
    create_group,
    finish_step,
    hand_in,
    join_activity,
    plan_activity,
    record_attendance,
    return_activity,
    review_group,
    start_activity,
    submit_activity,
)
from training.services.activities import PARTICIPATION

PRODUCT_WORDS = {
    ProductKind.PLAN: "按讨论修改后的教学设计，改动处用括号标出理由。",
    ProductKind.RECORDING: "课堂实录已存学校资源库，时间点与评课记录一一对应。",
    ProductKind.COMMENTS: "记录按时间写：看到什么、学生怎样反应、可以怎样改。",
    ProductKind.REPORT: "报告写明问题、做法、依据和下一步，附学生作品。",
}


def build_groups(plan: SitePlan) -> None:
    """Every group."""
    for written in plan.progress(plan.content.groups, "团队"):
        group = create_group(
            actor=None,
            kind=written.kind,
            name=written.name,
            organization=plan.organizations[written.organization],
            host=plan.people[written.host],
            since=written.since,
            until=written.until,
            subject=plan.subject(written.subject),
            stage=plan.stages.get(written.stage),
            aim=written.aim,
            plan=written.plan,
        )
        plan.groups[written.key] = group
        if len(plan.groups) % 3:  # most hosts agree to be found, some do not
            host = plan.people[written.host]
            set_findable(actor=host, person=host, findable=True)
        _members(plan, written, group)
        for review in written.reviews:
            kept = review_group(
                actor=plan.people[review.reviewer],
                group=group,
                year=review.year,
                result=review.result,
                comment=review.comment,
            )
            kept.at = plan.at(review.on, 15)
            kept.save(update_fields=["at"])


def _members(plan: SitePlan, written: Group, group: Any) -> None:
    for position, key in enumerate(written.members):
        if key == written.host:
            continue
        since = written.since + timedelta(days=0 if position < 6 else 30 * (position % 5))
        role = GroupRole.SECRETARY if key == written.secretary else GroupRole.MEMBER
        add_member(actor=None, group=group, person=plan.people[key], since=min(since, plan.today), role=role)


def build_activities(plan: SitePlan) -> None:
    """Every activity with participants, steps and products; approved ones wait for their hours in the history."""
    for written in plan.progress(plan.content.activities, "教研活动"):
        group = plan.groups[written.group]
        activity = _planned(plan, written, group)
        host = plan.people[next(one.host for one in plan.content.groups if one.key == written.group)]
        joined = {
            key: join_activity(actor=None, activity=activity, person=plan.people[key])
            for key in written.participants
            if _may_join(plan, activity, key)
        }
        if written.status == "planned":
            continue
        start_activity(actor=host, activity=activity)
        _hold(plan, written, activity, joined, host)
        _finish(plan, written, activity, host)
        if written.status == "approved":
            for key, participation in joined.items():
                plan.sources[f"activity:{written.key}", key] = (
                    PARTICIPATION,
                    str(participation.pk),
                    activity.get_absolute_url(),
                )


def _planned(plan: SitePlan, written: WrittenActivity, group: Any) -> Activity:
    starts_at = plan.at(written.on, written.hour)
    return plan_activity(
        actor=None,
        kind=written.kind,
        title=written.title,
        organization=plan.organizations[written.organization],
        group=group,
        lesson=plan.lessons.get(written.lesson),
        theme=written.theme,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=written.minutes),
        place=written.place,
        minutes=written.minutes,
        schools=[plan.organizations[key] for key in written.schools],
        steps=[
            {"title": step.title, "starts_at": plan.at(written.on - timedelta(days=7 * back), written.hour)}
            for back, step in zip(range(len(written.steps) - 1, -1, -1), written.steps, strict=True)
        ],
        due_on=written.on + timedelta(days=14),
    )


def _may_join(plan: SitePlan, activity: Activity, key: str) -> bool:
    school = home_organization(plan.people[key], activity.starts_at.date())
    if school is None:
        return False
    if activity.schools.filter(organization=school).exists():
        return True
    return activity.group is not None and activity.group.members.filter(person=plan.people[key]).exists()


def _hold(
    plan: SitePlan, written: WrittenActivity, activity: Activity, joined: dict[str, Participation], host: Any
) -> None:
    for step, told in zip(activity.steps.all(), written.steps, strict=True):
        if step.starts_at and step.starts_at.date() <= plan.today:
            finish_step(actor=host, step=step, note=told.note, at=step.starts_at)
    if written.on > plan.today:
        return
    for participation in joined.values():
        record_attendance(actor=host, participation=participation, at=activity.starts_at)
    for requirement in activity.required_products.all():
        words = PRODUCT_WORDS.get(ProductKind(requirement.kind), "")
        if requirement.due_from == DueFrom.ACTIVITY:
            if written.status in ("approved", "submitted", "returned") and joined:
                first = next(iter(joined.values()))
                hand_in(actor=host, requirement=requirement, person=first.person, title=activity.title, text=words)
            continue
        for key in written.handed_in:
            if key in joined:
                text = f"我在“{written.title}”里最想带回自己班的一点：{written.theme or words}"
                hand_in(actor=plan.people[key], requirement=requirement, person=plan.people[key], title="", text=text)


def _finish(plan: SitePlan, written: WrittenActivity, activity: Activity, host: Any) -> None:
    if written.status not in ("approved", "submitted", "returned"):
        return
    submit_activity(actor=host, activity=activity)
    institute_key = institute_of(plan, written.organization)
    editor = staff_of(plan, institute_key, Role.EDITOR)
    if written.status == "approved":
        approve_activity(
            actor=editor,
            activity=activity,
            organization=plan.organizations[institute_key],
            at=plan.at(min(written.on + timedelta(days=10), plan.today), 10),
        )
    elif written.status == "returned":
        return_activity(actor=editor, activity=activity, reason=written.return_reason or "请补充评课记录。")


def institute_of(plan: SitePlan, organization_key: str) -> str:
    """The institute of the district in which an organization lies; itself where the district has none."""
    places = plan.content.places
    offices: list[School | Office] = [*places.schools, *places.bureaus, *places.institutes]
    district = next(one.district for one in offices if one.key == organization_key)
    return next((one.key for one in places.institutes if one.district == district), organization_key)
