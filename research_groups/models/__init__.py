"""Models of research groups."""

from research_groups.models.activities import Activity, ActivitySchool, ActivityStep, Participation
from research_groups.models.groups import GroupInvitation, GroupMember, GroupReview, ResearchGroup
from research_groups.models.products import Product, RequiredProduct

__all__ = [
    "Activity",
    "ActivitySchool",
    "ActivityStep",
    "GroupInvitation",
    "GroupMember",
    "GroupReview",
    "Participation",
    "Product",
    "RequiredProduct",
    "ResearchGroup",
]
