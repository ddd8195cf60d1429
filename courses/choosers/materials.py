"""教学材料."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.choosers.limits import EDITORS, PER_PAGE, WordFilterForm, own_materials, own_organizations
from materials.constants import MaterialKind
from materials.exceptions import FileRefused
from materials.models import Material
from materials.services import store_material


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


material_chooser = MaterialChooserViewSet("material_chooser", url_prefix="choose/material")
