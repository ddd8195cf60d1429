"""Who may do what with lessons, materials, series and curricula. Visitors count: these are public pages.

Used by pages, downloads, lists, search and exports alike. Editing rights are those of the editor (dated memberships).
"""

from typing import Any

from wagtail.models import Page, PageViewRestriction

from core.access import policy
from courses.models import CurriculumPage, LessonPage
from courses.visibility import is_person, reaches
from materials.models import Material
from organizations import policies as organizations
from organizations.constants import EDITING_ROLES, SCHOOL_LEADING_ROLES, OrganizationKind, Role
from organizations.models import Organization

OWN_PLAN_ROLES = (*SCHOOL_LEADING_ROLES, *EDITING_ROLES, Role.AUDITOR)
FILING_ROLES = (*organizations.CERTIFYING_ROLES, Role.AUDITOR)


def can_open_lesson(user: Any, lesson: LessonPage) -> bool:
    """The lesson is public, reaches ``user`` and stands under no restriction that keeps ``user`` out."""
    if not lesson.live:
        return can_edit_page(user, lesson)
    return lesson_reaches(user, lesson) and not _is_restricted(user, lesson)


def can_open_material(user: Any, lesson: LessonPage, material: Material) -> bool:
    """A material is opened through its lesson and has a visibility of its own; its owner alone may share it wider.

    The lesson itself must have been allowed before: ``can_open_lesson``.
    """
    owners = {material.owner_id} if material.owner_id else set()
    return reaches(
        user,
        visibility=material.visibility,
        organization_id=material.organization_id or lesson.organization_id,
        owner_ids=owners,
    )


def can_edit_page(user: Any, page: Page) -> bool:
    """Whoever may edit it in the editor sees its drafts."""
    return is_person(user) and bool(page.permissions_for_user(user).can_edit())


def can_open_page(user: Any, page: Page) -> bool:
    """Series, units and curricula: live and unrestricted, or a draft of one's own organization."""
    if not page.live:
        return can_edit_page(user, page)
    return not _is_restricted(user, page)


@policy
def can_view_school_curricula(user: Any, school: Organization) -> bool:
    """A school's own plans, drafts included: who leads it, who writes for it, its auditors."""
    return school.kind == OrganizationKind.SCHOOL and organizations.holds(user, school, OWN_PLAN_ROLES)


@policy
def can_view_filings(user: Any, organization: Organization) -> bool:
    """What schools handed in: institute or bureau that decides about it, and auditors there."""
    return organization.kind != OrganizationKind.SCHOOL and organizations.holds(user, organization, FILING_ROLES)


@policy
def can_view_submission(user: Any, curriculum: CurriculumPage) -> bool:
    """A plan that reached the district, for those who decide there; a draft is the school's own business."""
    return bool(curriculum.was_handed_in) and organizations.oversees(user, curriculum.organization, FILING_ROLES)


@policy
def can_submit_curriculum(user: Any, curriculum: CurriculumPage) -> bool:
    """The school's leaders send it to review."""
    return organizations.can_prepare_curriculum(user, curriculum.organization)


@policy
def can_review_curriculum(user: Any, curriculum: CurriculumPage) -> bool:
    """The district files or returns it."""
    return organizations.can_file_curriculum(user, curriculum.organization)


def lesson_reaches(user: Any, lesson: LessonPage) -> bool:
    """Its visibility alone; for where restrictions were asked already."""
    if lesson.visibility in ("public", "signed_in"):
        return reaches(user, visibility=lesson.visibility, organization_id=None, owner_ids=set())
    owners = {author.person_id for author in lesson.authors.all() if author.person_id}
    owners |= {lesson.owner_id} if lesson.owner_id else set()
    return reaches(user, visibility=lesson.visibility, organization_id=lesson.organization_id, owner_ids=owners)


def _is_restricted(user: Any, page: Page) -> bool:
    """A page behind a log-in restriction opens for persons; passwords and groups are asked by Wagtail's own serve."""
    restrictions = page.get_view_restrictions()
    return any(
        restriction.restriction_type != PageViewRestriction.LOGIN or not is_person(user) for restriction in restrictions
    )
