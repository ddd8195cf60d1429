"""教材位置."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.choosers.limits import EDITORS, PER_PAGE, WordFilterForm
from taxonomy.models import Subject, TextbookNode


class NodeFilterForm(WordFilterForm):
    """By subject and grade, then by the name of the unit or lesson."""

    columns = ("title", "number", "parent__title", "volume__edition__name", "volume__grade__name")
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("学科"), required=False)
    grade = forms.IntegerField(label=_("年级（1—12）"), required=False, min_value=1, max_value=12)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow by structure before words."""
        objects = super().filter(objects)
        if subject := self.cleaned_data.get("subject"):
            objects = objects.filter(volume__subject=subject)
        if grade := self.cleaned_data.get("grade"):
            objects = objects.filter(volume__grade__number=grade)
        return objects


class NodeList:
    """Nodes with the book they stand in."""

    filter_form_class = NodeFilterForm
    per_page = PER_PAGE

    def get_object_list(self) -> QuerySet[Any]:
        """Reading order, subject by subject."""
        return TextbookNode.objects.with_names().order_by(
            "volume__subject__position", "volume__grade__number", "volume__term", "volume_id", "path"
        )

    @property
    def columns(self) -> list[Column]:
        """The name alone says little: 复习 stands in every book."""
        return [
            self.title_column,  # type: ignore[attr-defined]
            Column("parent", label=_("单元"), accessor="parent"),
            Column("volume", label=_("教材"), accessor="volume"),
        ]

    def can_create(self) -> bool:
        """Textbooks come from the vocabulary, not from an editor."""
        return False


@EDITORS
class NodeChooseView(NodeList, views.ChooseView):
    """The dialogue."""


@EDITORS
class NodeResultsView(NodeList, views.ChooseResultsView):
    """Its list after a search."""


@EDITORS
class NodeChosenView(views.ChosenView):
    """The answer shows the whole place."""

    def get_object(self, pk: str) -> TextbookNode:
        """With names, in one query."""
        return TextbookNode.objects.with_names().get(pk=pk)

    def get_display_title(self, instance: TextbookNode) -> str:
        """人教版数学六年级上册 第三单元 分数除法 一个数除以分数."""
        return f"{instance.volume} {' '.join(node.label for node in instance.line())}"


class NodeChooserViewSet(ChooserViewSet):
    """教材位置."""

    model = TextbookNode
    icon = "list-ul"
    choose_one_text = _("选择教材位置")
    choose_another_text = _("换一个位置")
    edit_item_text = _("查看")
    choose_view_class = NodeChooseView
    choose_results_view_class = NodeResultsView
    chosen_view_class = NodeChosenView


node_chooser = NodeChooserViewSet("textbook_chooser", url_prefix="choose/textbook")
