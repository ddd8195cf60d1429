"""What the editor's forms refuse: choosers only limit what is shown, a hand-written number must not reach further.

Each key is asked of the same policy as its chooser: own materials, colleagues, and pages that Wagtail's chooser offers
(own ones with drafts, the public ones of others). What a page holds already may stay, whoever it belongs to by now.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from courses.choosers import colleagues, own_materials, used_materials, used_persons
from courses.models import CurriculumPage, LessonPage, UnitPage
from organizations.models import Organization
from organizations.permissions import visible_pages
from organizations.querysets import city_of
from taxonomy.constants import LEVEL_ORDER, Level


class OwnedPageForm(WagtailAdminPageForm):
    """A new page belongs to the organization below whose page it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.organization_id is None and self.parent_page is not None:
            self.instance.organization = Organization.objects.filter(page=self.parent_page.pk).first()

    def clean(self) -> dict[str, Any]:
        """Outside of an organization's page there is nobody to write for."""
        cleaned: dict[str, Any] = super().clean()
        if self.instance.organization_id is None:
            raise ValidationError(_("请在单位主页下面新建。"))
        return cleaned


class LessonForm(OwnedPageForm):
    """Materials of one's own organization, authors among one's colleagues, a level path in order."""

    def clean(self) -> dict[str, Any]:
        """See the module."""
        cleaned = super().clean()
        chosen = {row["material"].pk for row in rows_of(self, "materials") if row.get("material")}
        if cleaned.get("video"):
            chosen.add(cleaned["video"].pk)
        refuse_foreign_materials(self, chosen, used_materials(self.instance))
        persons = {row["person"].pk for row in rows_of(self, "authors") if row.get("person")}
        known = set(colleagues(self.for_user).filter(pk__in=persons).values_list("pk", flat=True))
        if persons - known - used_persons(self.instance):
            raise ValidationError(_("作者只能选本单位的同事，外单位的请填写姓名。"))
        check_level_path(self)
        return cleaned


class UnitForm(WagtailAdminPageForm):
    """The lesson that a unit is about, and its video."""

    def clean(self) -> dict[str, Any]:
        """See the module."""
        cleaned: dict[str, Any] = super().clean()
        saved = UnitPage.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        if lesson := cleaned.get("lesson"):
            refuse_hidden_pages(self, {lesson.pk}, {saved.lesson_id} if saved else set(), "lesson")
        if video := cleaned.get("video"):
            refuse_foreign_materials(self, {video.pk}, {saved.video_id} if saved else set())
        return cleaned


class CurriculumForm(OwnedPageForm):
    """The sample lessons of a school's plan."""

    def clean(self) -> dict[str, Any]:
        """See the module."""
        cleaned = super().clean()
        chosen = {row["lesson"].pk for row in rows_of(self, "sample_lessons") if row.get("lesson")}
        saved = CurriculumPage.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        used = set(saved.sample_lessons.values_list("lesson_id", flat=True)) if saved else set()
        refuse_hidden_pages(self, chosen, used, None)
        return cleaned


def rows_of(form: Any, relation: str) -> list[dict[str, Any]]:
    """What the rows of a child relation say, without those to be deleted."""
    formset = form.formsets.get(relation)
    if formset is None:
        return []
    formset.is_valid()
    rows = [getattr(each, "cleaned_data", {}) for each in formset.forms]
    return [row for row in rows if row and not row.get("DELETE")]


def refuse_foreign_materials(form: Any, chosen: set[int], used: Iterable[int | None]) -> None:
    """Materials of the editor's own organizations, and those that were there before."""
    allowed = set(own_materials(form.for_user).filter(pk__in=chosen).values_list("pk", flat=True))
    if chosen - allowed - set(used):
        raise ValidationError(_("只能选本单位的材料。"))


def refuse_hidden_pages(form: Any, chosen: set[int], used: Iterable[int | None], field: str | None) -> None:
    """Lessons that the page chooser would have offered, and those that were there before."""
    offered = Page.objects.filter(visible_pages(form.for_user), pk__in=chosen)
    lessons = LessonPage.objects.filter(pk__in=offered.values("pk"))
    if chosen - set(lessons.values_list("pk", flat=True)) - set(used):
        refusal = _("只能选本单位的课例，或别的单位已经公开的课例。")
        raise ValidationError({field: refusal} if field else refusal)


def check_level_path(form: Any) -> None:
    """Each level once, in rising order of levels and days, none ahead of today, no province where there is none."""
    steps = sorted(
        (LEVEL_ORDER[row["level"]], row["on"])
        for row in rows_of(form, "level_steps")
        if row.get("level") and row.get("on")
    )
    levels = [level for level, _day in steps]
    if len(levels) != len(set(levels)):
        raise ValidationError(_("入选级别里每个级别只写一次。"))
    days = [day for _level, day in steps]
    if days != sorted(days):
        raise ValidationError(_("入选级别的日期要从低到高依次靠后：先校级，再区级、市级。"))
    if days and days[-1] > timezone.localdate():
        raise ValidationError(_("入选日期不能在今天以后。"))
    if LEVEL_ORDER[Level.PROVINCE] in levels and _in_municipality(form.instance.organization):
        raise ValidationError(_("直辖市没有省级，请选市级或部级。"))


def _in_municipality(organization: Organization) -> bool:
    city = city_of(organization)
    return bool(city and city.municipality)
