"""Who may do what with groups, activities and products. Everything fails closed (``access.policy``)."""

from typing import Any

from core import access
from organizations.policies import can_manage_groups
from organizations.querysets import roles_of
from research_groups.constants import OPEN_STATUSES, ActivityStatus, GroupRole, InvitationAnswer
from research_groups.models import Activity, GroupInvitation, GroupMember, Participation, Product, ResearchGroup
from research_groups.persons import school_taking_part
from research_groups.standing import Standing, hosts


@access.policy
def can_run_group(user: Any, group: ResearchGroup) -> bool:
    """Its host in force today, or who manages the groups of its organization."""
    return hosts(user, group) or can_manage_groups(user, group.organization)


@access.policy
def can_review_group(user: Any, group: ResearchGroup) -> bool:
    """Who manages groups reviews them; nobody reviews a group they host."""
    return not hosts(user, group) and can_manage_groups(user, group.organization)


@access.policy
def can_run_activity(user: Any, activity: Activity) -> bool:
    """The group's host, or who manages groups of the organizing body."""
    return Standing(user, activity).runs


@access.policy
def can_decide_activity(user: Any, activity: Activity) -> bool:
    """The institute in whose remit the activity lies, and never somebody who would get hours from it."""
    standing = Standing(user, activity)
    return activity.status == ActivityStatus.SUBMITTED and standing.approves and not standing.takes_part


@access.policy
def can_join(user: Any, activity: Activity) -> bool:
    """Of a school that takes part or of the group, while the activity is open, and not on the list yet."""
    if activity.status not in OPEN_STATUSES or activity.participations.filter(person=user).exists():
        return False
    return school_taking_part(activity, user) is not None


@access.policy
def can_hand_in(user: Any, activity: Activity) -> bool:
    """A participant while the activity is open, and late ones after it was approved."""
    if activity.status not in (*OPEN_STATUSES, ActivityStatus.APPROVED):
        return False
    return activity.participations.filter(person=user).exists()


@access.policy
def can_read_product(user: Any, product: Product) -> bool:
    """Its author, who runs or decides the activity, its fellow participants, and the leaders of the author's school."""
    return Standing(user, product.requirement.activity).reads(product)


@access.policy
def can_open_product_file(user: Any, product: Product) -> bool:
    """As ``can_read_product``; a film of a class only who works on the activity or decides it, no leader besides."""
    return Standing(user, product.requirement.activity).opens_file(product)


@access.policy
def can_answer_invitation(user: Any, invitation: GroupInvitation) -> bool:
    """Only who was asked, and only once."""
    return invitation.person_id == user.pk and invitation.answer == InvitationAnswer.OPEN


@access.policy
def can_leave_group(user: Any, member: GroupMember) -> bool:
    """One's own place, which does not end yet; a host is followed by another one instead."""
    return member.person_id == user.pk and member.until is None and member.role != GroupRole.HOST


@access.policy
def can_appoint_member(user: Any, group: ResearchGroup, person: Any) -> bool:
    """Without asking the person: who manages groups, or the host for colleagues of the group's own organization."""
    if can_manage_groups(user, group.organization):
        return True
    return bool(can_run_group(user, group) and roles_of(person, group.organization))


@access.policy
def can_see_participant(user: Any, participation: Participation) -> bool:
    """Names of participants: oneself, who runs or decides it, and each leader only their own staff."""
    return Standing(user, participation.activity).sees(participation)
