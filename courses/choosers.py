"""Choosers of the editor: a place in a textbook, a material of one's own organization, a colleague.

Every door of a chooser asks the same limited queryset: the list, its search, and the answer for one id.
"""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from core import access
from courses.models import LessonPage
from materials.constants import MaterialKind
from materials.exceptions import FileRefused
from materials.models import Material
from materials.services import store_material
from organizations.constants import EDITING_ROLES
from organizations.models import Organization
from organizations.querysets import in_force
from taxonomy.models import Subject, TextbookNode

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


class MaterialFilterForm(WordFilterForm):
    """By name."""

    columns = ("title", "original_name")


class MaterialForm(forms.Form):
    """A new file for one's own organization."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[choice for choice in MaterialKind.choices if choice[0] != MaterialKind.EVIDENCE]
    )
    title = forms.CharField(label=_("标题"), max_length=120, required=False, help_text=_("不填就用文件名"))
    file = forms.FileField(label=_("文件"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.material: Material | None = None

    def clean(self) -> dict[str, Any]:
        """Take the file in; a refusal is the field's error."""
        cleaned: dict[str, Any] = super().clean() or {}
        organization = own_organizations(self.user).first()
        if cleaned.get("file") and organization is not None and not self.errors:
            try:
                self.material = store_material(
                    actor=self.user,
                    content=cleaned["file"],
                    filename=cleaned["file"].name,
                    kind=cleaned["kind"],
                    title=cleaned["title"],
                    organization=organization,
                )
            except FileRefused as refusal:
                self.add_error("file", refusal.message)
        return cleaned

    def save(self) -> Material:
        """The stored material."""
        if self.material is None:
            raise ValueError("save() of a form that is not valid")
        return self.material


class MaterialList:
    """Own materials; editors may add to them."""

    filter_form_class = MaterialFilterForm
    creation_form_class = MaterialForm
    per_page = PER_PAGE

    def get_object_list(self) -> QuerySet[Any]:
        """Never another organization's."""
        return own_materials(self.request.user)  # type: ignore[attr-defined]

    @property
    def columns(self) -> list[Column]:
        """Name, kind, file."""
        return [
            self.title_column,  # type: ignore[attr-defined]
            Column("kind", label=_("类别"), accessor="get_kind_display"),
            Column("original_name", label=_("文件名"), accessor="original_name"),
        ]

    def can_create(self) -> bool:
        """Whoever writes for an organization may add to its materials."""
        return own_organizations(self.request.user).exists()  # type: ignore[attr-defined]

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        """The form stores in the person's name."""
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "user": self.request.user}  # type: ignore[attr-defined]


@EDITORS
class MaterialChooseView(MaterialList, views.ChooseView):
    """The dialogue."""


@EDITORS
class MaterialResultsView(MaterialList, views.ChooseResultsView):
    """Its list after a search."""


@EDITORS
class MaterialCreateView(MaterialList, views.CreateView):
    """Its upload."""


@EDITORS
class MaterialChosenView(views.ChosenView):
    """The answer for one id, own ones only."""

    def get_object(self, pk: str) -> Material:
        """Another organization's id does not exist here."""
        return own_materials(self.request.user).get(pk=pk)


@EDITORS
class MaterialChosenMultipleView(views.ChosenMultipleView):
    """The same for several."""

    def get_objects(self, pks: list[str]) -> QuerySet[Material]:
        """Own ones of these."""
        return own_materials(self.request.user).filter(pk__in=pks)


class MaterialChooserViewSet(ChooserViewSet):
    """教学材料."""

    model = Material
    icon = "doc-full"
    choose_one_text = _("选择材料")
    choose_another_text = _("换一份材料")
    edit_item_text = _("查看")
    search_tab_label = _("已有的材料")
    create_action_label = _("上传")
    creation_tab_label = _("上传新文件")
    creation_form_class = MaterialForm
    choose_view_class = MaterialChooseView
    choose_results_view_class = MaterialResultsView
    chosen_view_class = MaterialChosenView
    chosen_multiple_view_class = MaterialChosenMultipleView
    create_view_class = MaterialCreateView


class PersonFilterForm(WordFilterForm):
    """By name."""

    columns = ("name",)


class PersonList:
    """Colleagues only: the editor is no directory of teachers."""

    filter_form_class = PersonFilterForm
    per_page = PER_PAGE

    def get_object_list(self) -> QuerySet[Any]:
        """Who works where the editor writes."""
        return colleagues(self.request.user)  # type: ignore[attr-defined]

    def can_create(self) -> bool:
        """Accounts come from rosters."""
        return False


@EDITORS
class PersonChooseView(PersonList, views.ChooseView):
    """The dialogue."""


@EDITORS
class PersonResultsView(PersonList, views.ChooseResultsView):
    """Its list after a search."""


@EDITORS
class PersonChosenView(views.ChosenView):
    """The answer for one id, colleagues only."""

    def get_object(self, pk: str) -> Any:
        """Somebody else's id does not exist here."""
        return colleagues(self.request.user).get(pk=pk)


@EDITORS
class PersonChosenMultipleView(views.ChosenMultipleView):
    """The same for several."""

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """Colleagues of these."""
        return colleagues(self.request.user).filter(pk__in=pks)


class PersonChooserViewSet(ChooserViewSet):
    """作者."""

    model = get_user_model()
    icon = "user"
    choose_one_text = _("选择同事")
    choose_another_text = _("换一位")
    register_widget = False
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonResultsView
    chosen_view_class = PersonChosenView
    chosen_multiple_view_class = PersonChosenMultipleView


node_chooser = NodeChooserViewSet("textbook_chooser", url_prefix="choose/textbook")
material_chooser = MaterialChooserViewSet("material_chooser", url_prefix="choose/material")
person_chooser = PersonChooserViewSet("person_chooser", url_prefix="choose/person")


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
