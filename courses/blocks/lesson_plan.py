"""The teaching design as sections: each has a heading of its own kind and rich text, so that search can point at it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class PlanSectionBlock(blocks.StructBlock):
    """One section of a teaching design."""

    heading = blocks.CharBlock(label=_("小标题"), max_length=60)
    text = blocks.RichTextBlock(label=_("内容"), features=["bold", "italic", "ol", "ul", "h4", "superscript"])


class LessonPlanStreamBlock(blocks.StreamBlock):
    """教学设计: question, aims, process, typical mistakes, board, reflection."""

    key_question = PlanSectionBlock(label=_("本课要解决的问题"), icon="help")
    aims = PlanSectionBlock(label=_("学习目标"), icon="tick")
    key_points = PlanSectionBlock(label=_("重点与难点"), icon="pick")
    process = PlanSectionBlock(label=_("教学过程"), icon="list-ol")
    mistakes = PlanSectionBlock(label=_("常见错例与回应"), icon="warning")
    board = PlanSectionBlock(label=_("板书设计"), icon="form")
    homework = PlanSectionBlock(label=_("作业设计"), icon="edit")
    reflection = PlanSectionBlock(label=_("教学反思"), icon="comment")
