"""Who is told of a step of a plan's review: those whose turn it is, and the school of every answer."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services import send_notices
from accounts.services.notices import Message
from courses.constants import FilingStatus
from courses.curriculum_addresses import district_address, school_address
from courses.events import CurriculumMoved
from courses.models import CurriculumDecision, CurriculumPage
from organizations.constants import SCHOOL_LEADING_ROLES, OrganizationKind
from organizations.models import Membership, Organization
from organizations.policies import CERTIFYING_ROLES
from organizations.querysets import in_force


def tell_of_move(event: CurriculumMoved) -> None:
    """Receiver of ``CurriculumMoved``; the decision's number keeps a repetition from telling twice."""
    decision = CurriculumDecision.objects.select_related("page__organization").get(pk=event.decision_id)
    if decision.at < timezone.now() - timedelta(days=1):
        return  # entered afterwards for a day gone by: nobody's turn today
    curriculum = decision.page
    title = {
        FilingStatus.SCHOOL_REVIEW: _("待学校审议：%(title)s"),
        FilingStatus.DISTRICT_REVIEW: _("待备案：%(title)s"),
        FilingStatus.RETURNED: _("课程方案被退回：%(title)s"),
        FilingStatus.FILED: _("课程方案已备案：%(title)s"),
    }[FilingStatus(event.status)] % {"title": curriculum.title}
    if event.status == FilingStatus.DISTRICT_REVIEW:
        for organization, persons in reviewers_of(curriculum.organization).items():
            _send(decision, persons, title, district_address(organization, curriculum), _("你所在单位负责备案"))
    else:
        leaders = [one.person for one in _holding(curriculum.organization, SCHOOL_LEADING_ROLES)]
        _send(decision, leaders, title, school_address(curriculum), _("你负责学校的课程方案"))


def reviewers_of(school: Organization) -> dict[Organization, list[Any]]:
    """Persons who file for the school today, by the institute, bureau or district for which they do."""
    above = Organization.objects.above(school).exclude(pk=school.pk).filter(kind=OrganizationKind.DISTRICT)
    offices = Organization.objects.filter(
        in_force(prefix="ancestor_rows__"),
        ancestor_rows__ancestor__in=above,
        ancestor_rows__depth__lte=1,
        kind__in=(OrganizationKind.INSTITUTE, OrganizationKind.BUREAU, OrganizationKind.DISTRICT),
    ).distinct()
    found = {office: [one.person for one in _holding(office, CERTIFYING_ROLES)] for office in offices}
    return {office: persons for office, persons in found.items() if persons}


def _holding(organization: Organization, roles: Any) -> list[Membership]:
    return list(
        Membership.objects.on()
        .filter(organization=organization, role__in=roles)
        .select_related("person")
        .order_by("pk")
    )


def _send(decision: CurriculumDecision, persons: list[Any], title: str, url: str, reason: str) -> None:
    key = f"curriculum:{decision.pk}"
    told = {person.pk: person for person in persons if person.pk != decision.actor_id}
    send_notices(
        actor=None,
        kind=NoticeKind.CURRICULUM,
        messages=[Message(person, title, _body(decision), key) for person in told.values()],
        reason=reason,
        url=url,
    )


def _body(decision: CurriculumDecision) -> str:
    page: CurriculumPage = decision.page
    about = _("%(school)s，%(year)s学年") % {"school": page.organization.label, "year": page.school_year}
    return f"{about}。{decision.reason}" if decision.reason else about
