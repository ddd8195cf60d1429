"""Parts of a school-based curriculum: text sections, and the structure as a tree of two levels."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class CurriculumSectionBlock(blocks.StructBlock):
    """A section with heading and text."""

    heading = blocks.CharBlock(label=_("小标题"), max_length=60)
    text = blocks.RichTextBlock(label=_("内容"))


class CurriculumStreamBlock(blocks.StreamBlock):
    """Idea, goals, implementation, evaluation."""

    idea = CurriculumSectionBlock(label=_("课程理念"), icon="view")
    goals = CurriculumSectionBlock(label=_("课程目标"), icon="tick")
    implementation = CurriculumSectionBlock(label=_("课程实施"), icon="list-ul")
    evaluation = CurriculumSectionBlock(label=_("课程评价"), icon="form")


class StructureCourseBlock(blocks.StructBlock):
    """One course of a field."""

    title = blocks.CharBlock(label=_("课程"), max_length=60)
    grades = blocks.CharBlock(label=_("年级"), max_length=40, required=False)
    periods = blocks.IntegerBlock(label=_("每周课时"), min_value=0, max_value=20, required=False)
    note = blocks.CharBlock(label=_("说明"), max_length=120, required=False)


class StructureFieldBlock(blocks.StructBlock):
    """A field of the structure with its courses."""

    title = blocks.CharBlock(label=_("领域"), max_length=60)
    courses = blocks.ListBlock(StructureCourseBlock(), label=_("课程"))


class StructureStreamBlock(blocks.StreamBlock):
    """The structure tree: fields and their courses."""

    field = StructureFieldBlock(label=_("领域"), icon="folder-open-inverse")
