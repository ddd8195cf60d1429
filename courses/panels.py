"""What an editor sees: the words and the order of the public page, in three tabs, and nothing nobody needs.

Panels are bound in ``wagtail_hooks`` because models know no editor.
"""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from courses.choosers import person_chooser
from courses.curriculum_addresses import school_address
from courses.page_forms import CurriculumForm, LessonForm, OwnedPageForm, UnitForm

CONTENT, MATERIALS, PUBLISHING = gettext_lazy("内容"), gettext_lazy("材料"), gettext_lazy("发布设置")


class ReviewPanel(HelpPanel):
    """Where a plan stands on its way to filing, and the way to the page where it goes on."""

    def __init__(self, template: str = "courses/review_panel.html", **kwargs: Any) -> None:
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        """Bound to one plan; a new one has no address yet."""

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Status and address."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            address = school_address(self.instance) if self.instance.pk else ""
            return {**context, "status": self.instance.get_filing_status_display(), "address": address}


def lesson_editor() -> TabbedInterface:
    """A showcase lesson."""
    authors = [
        FieldPanel("role"),
        FieldPanel("person", heading=gettext_lazy("同事"), widget=person_chooser.widget_class),
        FieldPanel("name"),
    ]
    levels = [FieldPanel("level"), FieldPanel("on"), FieldPanel("issuer")]
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
                    InlinePanel(
                        "level_steps", panels=levels, heading=gettext_lazy("入选级别"), label=gettext_lazy("级别")
                    ),
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
        ],
        base_form_class=UnitForm,
    )


def curriculum_editor() -> TabbedInterface:
    """A school's curriculum; when it becomes public is the review's business, so there is no schedule."""
    lessons = [FieldPanel("lesson", heading=gettext_lazy("课例"))]
    return TabbedInterface(
        [
            ObjectList(
                [
                    ReviewPanel(heading=gettext_lazy("审核与备案")),
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
        base_form_class=CurriculumForm,
    )
