"""Parsing of what people send about groups and activities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materials.constants import MaterialKind
from research_groups.constants import ActivityKind, GroupKind
from research_groups.models import RequiredProduct
from taxonomy.constants import LEVEL_ORDER, Level
from taxonomy.models import Subject

ALLOWED_FILES = ".docx,.pdf"


class GroupFilter(forms.Form):
    """Filters of the list of groups."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部类别")), *GroupKind.choices])
    subject = forms.ModelChoiceField(
        label=_("学科"),
        required=False,
        queryset=Subject.objects.order_by("position"),
        to_field_name="code",
        empty_label=_("全部学科"),
    )


class ActivityFilter(forms.Form):
    """Filters of the list of activities."""

    kind = forms.ChoiceField(label=_("类型"), required=False, choices=[("", _("全部类型")), *ActivityKind.choices])
    when = forms.ChoiceField(
        label=_("时间"), required=False, choices=[("coming", _("将要举行和正在进行")), ("past", _("已经结束"))]
    )


class ProductForm(forms.Form):
    """A product: text or a file."""

    title = forms.CharField(label=_("标题"), max_length=120, required=False)
    text = forms.CharField(
        label=_("正文"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )
    file = forms.FileField(label=_("文件"), required=False, help_text=_("Word或PDF，不超过100 MB"))

    def __init__(self, *args: Any, requirement: RequiredProduct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requirement = requirement
        self.fields["file"].widget.attrs["accept"] = ALLOWED_FILES

    def clean(self) -> dict[str, Any]:
        """Something must be there."""
        given = super().clean() or {}
        if not given.get("text", "").strip() and not given.get("file"):
            self.add_error("text", _("请写正文或选一个文件。"))
        return given

    @property
    def material_kind(self) -> str:
        """As which kind of material a file is kept."""
        return MaterialKind.LESSON_PLAN if self.requirement.kind == "plan" else MaterialKind.STUDY_GUIDE


class DecisionForm(forms.Form):
    """Approve at a level, or return with a reason."""

    decision = forms.ChoiceField(choices=[("approve", _("认定")), ("return", _("退回"))])
    level = forms.ChoiceField(
        label=_("认定级别"),
        required=False,
        initial=Level.DISTRICT,
        choices=[
            (level.value, level.label)
            for level in Level
            if LEVEL_ORDER[Level.DISTRICT] <= LEVEL_ORDER[level] <= LEVEL_ORDER[Level.CITY]
        ],
    )
    reason = forms.CharField(
        label=_("退回理由"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A return needs its reason."""
        given = super().clean() or {}
        if given.get("decision") == "return" and not given.get("reason", "").strip():
            self.add_error("reason", _("请写明退回的理由。"))
        return given
