"""What an editor may choose from, and the search field that all choosers share."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm

from core import access
from courses.models import LessonPage
from materials.constants import MaterialKind
from materials.models import Material
from organizations.constants import EDITING_ROLES
from organizations.models import Organization
from organizations.querysets import in_force

PER_PAGE = 15
EDITORS = access.checked("organizations.can_open_editor")  # asked by the editor's own door before each of these views


def own_organizations(user: Any) -> QuerySet[Organization]:
    """Where ``user`` writes today."""
    return Organization.objects.of_person(user, EDITING_ROLES)


def own_materials(user: Any) -> QuerySet[Material]:
    """Materials of the organizations that ``user`` writes for, and those of the user."""
    mine = Material.objects.filter(Q(organization__in=own_organizations(user)) | Q(owner=user))
    return mine.exclude(kind=MaterialKind.EVIDENCE).order_by("-created_at", "-pk")


def colleagues(user: Any) -> QuerySet[Any]:
    """Persons who work today where ``user`` writes."""
    return (
        get_user_model()
        .objects.filter(
            in_force(prefix="memberships__"),
            memberships__organization__in=own_organizations(user),
            is_active=True,
        )
        .distinct()
        .order_by("name", "pk")
    )


class WordFilterForm(BaseFilterForm):
    """One search field over some columns; short Chinese words match as they are."""

    q = forms.CharField(label=_("搜索"), required=False)
    columns: tuple[str, ...] = ()

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Every word must be in one of the columns."""
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q", "").strip()
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            found = Q()
            for column in self.columns:
                found |= Q(**{f"{column}__icontains": word})
            objects = objects.filter(found)
        return objects


def used_persons(lesson: LessonPage) -> set[int]:
    """Authors that a saved lesson has already."""
    if not lesson.pk:
        return set()
    saved = LessonPage.objects.get(pk=lesson.pk)
    return {author.person_id for author in saved.authors.all() if author.person_id}


def used_materials(lesson: LessonPage) -> set[int]:
    """Materials that a saved lesson holds already; they stay, whoever they belong to now."""
    if not lesson.pk:
        return set()
    saved = LessonPage.objects.get(pk=lesson.pk)
    return {row.material_id for row in saved.materials.all()} | {saved.video_id or 0}
