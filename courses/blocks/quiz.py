"""A short quiz: the server knows the answers, the page never does."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ChoiceBlock(blocks.StructBlock):
    """One possible answer."""

    text = blocks.CharBlock(label=_("选项"), max_length=200)
    correct = blocks.BooleanBlock(label=_("正确"), required=False)


class QuestionBlock(blocks.StructBlock):
    """A question with one or more right choices and an explanation shown afterwards."""

    question = blocks.TextBlock(label=_("题目"))
    choices = blocks.ListBlock(ChoiceBlock(), label=_("选项"), min_num=2, max_num=6)
    explanation = blocks.TextBlock(label=_("解析"), required=False)


class QuizStreamBlock(blocks.StreamBlock):
    """The questions of a unit."""

    question = QuestionBlock(label=_("题目"), icon="help")
