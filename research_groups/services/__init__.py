"""Writes of research groups: groups, activities, products and decisions."""

from research_groups.services.activities import (
    cancel_activity,
    finish_step,
    plan_activity,
    start_activity,
)
from research_groups.services.attending import (
    give_part,
    join_activity,
    leave_activity,
    record_attendance,
    take_back_attendance,
)
from research_groups.services.decisions import approve_activity, return_activity, submit_activity
from research_groups.services.groups import add_member, change_host, create_group, end_member, review_group
from research_groups.services.inviting import answer_invitation, invite_member, withdraw_invitation
from research_groups.services.products import hand_in
from research_groups.services.revising import change_group, revise_activity

__all__ = [
    "add_member",
    "answer_invitation",
    "approve_activity",
    "cancel_activity",
    "change_group",
    "change_host",
    "create_group",
    "end_member",
    "finish_step",
    "give_part",
    "hand_in",
    "invite_member",
    "join_activity",
    "leave_activity",
    "plan_activity",
    "record_attendance",
    "return_activity",
    "review_group",
    "revise_activity",
    "start_activity",
    "submit_activity",
    "take_back_attendance",
    "withdraw_invitation",
]
