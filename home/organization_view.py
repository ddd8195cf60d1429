"""What the public page of an organization shows: what it published, its groups, its titles."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.cards import lesson_card
from courses.models import CurriculumPage, LessonPage, SeriesPage
from organizations.models import Organization
from organizations.querysets import district_of
from research_groups.models import ResearchGroup

NEWEST = 8


def organization_context(request: HttpRequest, organization: Organization) -> dict[str, Any]:
    """Template variables of an organization's page."""
    today = timezone.localdate()
    lessons = LessonPage.objects.visible_to(request.user).filter(organization=organization)
    district = district_of(organization)
    designations = organization.designations.on(today).select_related("issuer")
    count = lessons.count()
    return {
        "organization": organization,
        "meta": [str(organization.get_kind_display()), *([district.name] if district else [])],
        "facts": [
            *([(_("公开课例"), _("%(n)d节") % {"n": count})] if count else []),
            *[(one.title, _("%(issuer)s授予") % {"issuer": one.issuer.label}) for one in designations],
        ],
        "lessons": [lesson_card(one) for one in lessons.with_place().order_by("-first_published_at")[:NEWEST]],
        "series": SeriesPage.objects.live().public().filter(organization=organization),
        "groups": ResearchGroup.objects.on(today).filter(organization=organization, dissolved_on=None),
        "curricula": CurriculumPage.objects.live().public().filter(organization=organization),
    }
