"""Writes of research groups: groups, activities, products and decisions."""

from research_groups.services.activities import (
    cancel_activity,
    finish_step,
    join_activity,
    plan_activity,
    record_attendance,
    start_activity,
)
from research_groups.services.decisions import approve_activity, return_activity, submit_activity
from research_groups.services.groups import add_member, change_host, create_group, end_member, review_group
from research_groups.services.products import hand_in
from research_groups.services.revising import change_group, revise_activity

__all__ = [
    "add_member",
    "approve_activity",
    "cancel_activity",
    "change_group",
    "change_host",
    "create_group",
    "end_member",
    "finish_step",
    "hand_in",
    "join_activity",
    "plan_activity",
    "record_attendance",
    "return_activity",
    "review_group",
    "revise_activity",
    "start_activity",
    "submit_activity",
]
