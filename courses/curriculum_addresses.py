"""Where a plan's review is worked on: at the school, and at the office that files."""

from typing import Any

from django.urls import reverse

from courses.models import CurriculumPage


def school_address(curriculum: CurriculumPage) -> str:
    """The school's page of one plan."""
    return reverse("courses:school_curriculum", args=[curriculum.organization.public_id, curriculum.code])


def district_address(organization: Any, curriculum: CurriculumPage) -> str:
    """The page of one submission at the institute or bureau."""
    return reverse("courses:submission", args=[organization.public_id, curriculum.code])
