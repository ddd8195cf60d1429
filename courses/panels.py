"""What an editor sees: the words and the order of the public page, in three tabs, and nothing nobody needs.

Panels are bound in ``wagtail_hooks`` because models know no editor.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PublishingPanel, TabbedInterface

from courses.choosers import colleagues, own_materials, person_chooser, used_materials, used_persons
from organizations.models import Organization

CONTENT, MATERIALS, PUBLISHING = gettext_lazy("内容"), gettext_lazy("材料"), gettext_lazy("发布设置")


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
    """Choosers show one's own; a hand-written id must not reach further."""

    def clean(self) -> dict[str, Any]:
        """Materials of one's own organization, authors among one's colleagues, or what was there before."""
        cleaned = super().clean()
        chosen = {each.pk for each in self._chosen("materials", "material")}
        if cleaned.get("video"):
            chosen.add(cleaned["video"].pk)
        allowed = set(own_materials(self.for_user).filter(pk__in=chosen).values_list("pk", flat=True))
        if chosen - allowed - used_materials(self.instance):
            raise ValidationError(_("只能选本单位的材料。"))
        persons = {each.pk for each in self._chosen("authors", "person")}
        known = set(colleagues(self.for_user).filter(pk__in=persons).values_list("pk", flat=True))
        if persons - known - used_persons(self.instance):
            raise ValidationError(_("作者只能选本单位的同事，外单位的请填写姓名。"))
        return cleaned

    def _chosen(self, relation: str, field: str) -> list[Any]:
        formset = self.formsets.get(relation)
        if formset is None:
            return []
        formset.is_valid()
        rows = [getattr(form, "cleaned_data", {}) for form in formset.forms]
        return [row[field] for row in rows if row.get(field) and not row.get("DELETE")]


def lesson_editor() -> TabbedInterface:
    """A showcase lesson."""
    authors = [
        FieldPanel("role"),
        FieldPanel("person", heading=gettext_lazy("同事"), widget=person_chooser.widget_class),
        FieldPanel("name"),
    ]
    moments = [FieldPanel("second"), FieldPanel("text"), FieldPanel("note")]
    return TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading=gettext_lazy("课题")),
                    FieldPanel("summary"),
                    FieldPanel("node"),
                    FieldPanel("topic"),
                    MultiFieldPanel(
                        [FieldPanel("lesson_type"), FieldPanel("period")], heading=gettext_lazy("课型与课时")
                    ),
                    InlinePanel("authors", panels=authors, heading=gettext_lazy("作者"), label=gettext_lazy("作者")),
                    InlinePanel(
                        "moments", panels=moments, heading=gettext_lazy("教学片段"), label=gettext_lazy("片段")
                    ),
                    FieldPanel("plan"),
                ],
                heading=CONTENT,
            ),
            ObjectList(
                [
                    FieldPanel("video"),
                    InlinePanel(
                        "materials",
                        panels=[FieldPanel("material", heading=gettext_lazy("材料"))],
                        heading=gettext_lazy("教学材料"),
                        label=gettext_lazy("材料"),
                    ),
                ],
                heading=MATERIALS,
            ),
            ObjectList(
                [
                    FieldPanel("visibility"),
                    FieldPanel("licence"),
                    FieldPanel("consent"),
                    FieldPanel("released_on"),
                    PublishingPanel(),
                ],
                heading=PUBLISHING,
            ),
        ],
        base_form_class=LessonForm,
    )


def series_editor() -> TabbedInterface:
    """A course series."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading=gettext_lazy("系列名称")),
                    FieldPanel("summary"),
                    MultiFieldPanel([FieldPanel("stage"), FieldPanel("subject")], heading=gettext_lazy("面向谁")),
                    FieldPanel("introduction"),
                    FieldPanel("aims"),
                    MultiFieldPanel(
                        [FieldPanel("learning_type"), FieldPanel("level"), FieldPanel("minutes")],
                        heading=gettext_lazy("学时"),
                    ),
                ],
                heading=CONTENT,
            ),
            ObjectList([PublishingPanel()], heading=PUBLISHING),
        ],
        base_form_class=OwnedPageForm,
    )


def unit_editor() -> TabbedInterface:
    """A unit of a series."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading=gettext_lazy("单元名称")),
                    MultiFieldPanel(
                        [FieldPanel("kind"), FieldPanel("module"), FieldPanel("minutes")], heading=gettext_lazy("形式")
                    ),
                    FieldPanel("body"),
                    FieldPanel("lesson", heading=gettext_lazy("课例")),
                    MultiFieldPanel([FieldPanel("quiz"), FieldPanel("pass_percent")], heading=gettext_lazy("小测")),
                ],
                heading=CONTENT,
            ),
            ObjectList([FieldPanel("video"), FieldPanel("required_percent")], heading=MATERIALS),
            ObjectList([PublishingPanel()], heading=PUBLISHING),
        ]
    )


def curriculum_editor() -> TabbedInterface:
    """A school's curriculum; when it becomes public is the review's business, so there is no schedule."""
    lessons = [FieldPanel("lesson", heading=gettext_lazy("课例"))]
    return TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", heading=gettext_lazy("方案名称")),
                    FieldPanel("school_year"),
                    FieldPanel("summary"),
                    FieldPanel("body"),
                    FieldPanel("structure"),
                    InlinePanel(
                        "sample_lessons",
                        panels=lessons,
                        heading=gettext_lazy("参考课例"),
                        label=gettext_lazy("课例"),
                    ),
                ],
                heading=CONTENT,
            ),
        ],
        base_form_class=OwnedPageForm,
    )
