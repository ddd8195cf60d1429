"""A district with a school whose plan can be sent on its way, for the tests of the review."""

from dataclasses import dataclass
from typing import Any

from courses.models import CurriculumPage
from courses.services import create_curriculum, decide_curriculum, file_curriculum, submit_curriculum
from home.services import ensure_organization_page
from organizations.constants import Role
from organizations.models import Organization
from tests.organizations.factories import MembershipFactory, OrganizationFactory

WHOLE = [
    ("idea", {"heading": "我们想让孩子怎样学习", "text": "<p>在山上学会坚持。</p>"}),
    ("goals", {"heading": "目标", "text": "<ul><li>六年里完成四次真实的观察。</li></ul>"}),
    ("implementation", {"heading": "实施", "text": "<p>每周三下午连排两课时。雨天改室内。</p>"}),
    ("evaluation", {"heading": "评价", "text": "<p>每学期两次展示。</p>"}),
]
STRUCTURE = [{"title": "山：健体与劳动", "courses": [{"title": "山城步道定向", "grades": "三至六年级", "periods": 2}]}]
YEAR = "2026-2027"


@dataclass
class Around:
    """One district's offices and a school with its page."""

    district: Organization
    bureau: Organization
    institute: Organization
    school: Organization


def around(name: str) -> Around:
    """A district of its own."""
    district = OrganizationFactory(kind="district", name=name)
    offices = {
        kind: OrganizationFactory(kind=kind, name=f"{name}{label}", parent=district)
        for kind, label in (("bureau", "教委"), ("institute", "进修学院"))
    }
    school = OrganizationFactory(name=f"{name}青木小学", parent=district)
    ensure_organization_page(organization=school, actor=None)
    school.refresh_from_db()
    return Around(district, offices["bureau"], offices["institute"], school)


def plan(school: Organization, *, year: str = YEAR, actor: Any = None, **changes: Any) -> CurriculumPage:
    """A whole plan, as a draft."""
    content = {"title": "山、水、桥", "sections": WHOLE, "structure": STRUCTURE, **changes}
    return create_curriculum(parent_page=school.page, actor=actor, organization=school, school_year=year, **content)


def member(organization: Organization, role: Role) -> Any:
    """A person with the role."""
    return MembershipFactory(organization=organization, role=role).person


def handed_in(page: CurriculumPage, leader: Any) -> CurriculumPage:
    """At the district."""
    submit_curriculum(curriculum=page, actor=leader)
    decide_curriculum(curriculum=page, actor=leader, approve=True)
    return page


def filed(page: CurriculumPage, leader: Any, reviewer: Any, number: str) -> CurriculumPage:
    """Filed and public."""
    file_curriculum(curriculum=handed_in(page, leader), actor=reviewer, number=number, publish=True)
    return page
