"""Parsing what readers send."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import day_input
from taxonomy.models import TextbookNode, Volume


class KeepForm(forms.Form):
    """收藏 or not."""

    kept = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class MyTextbooksForm(forms.Form):
    """The textbooks a person teaches this year."""

    volumes = forms.ModelMultipleChoiceField(
        queryset=Volume.objects.none(),
        to_field_name="code",
        required=False,
        label=_("我的教材"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, volumes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["volumes"].queryset = volumes  # type: ignore[attr-defined]


class CurrentNodeForm(forms.Form):
    """Where a class stands."""

    node = forms.ModelChoiceField(queryset=TextbookNode.objects.all(), to_field_name="code", label=_("上到哪一课"))

    def __init__(self, *args: Any, volume: Volume, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].queryset = volume.nodes.order_by("path")  # type: ignore[attr-defined]


class BeginCurriculumForm(forms.Form):
    """For which school year a plan is begun."""

    school_year = forms.ChoiceField(label=_("学年"))

    def __init__(self, *args: Any, years: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]


class PassForm(forms.Form):
    """The school's own review agrees."""

    reason = forms.CharField(
        label=_("审议意见"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReturnForm(forms.Form):
    """Back to those who wrote it, with what to change."""

    reason = forms.CharField(label=_("要改什么"), max_length=400, widget=forms.Textarea(attrs={"rows": 4}))


class FilingForm(forms.Form):
    """备案."""

    number = forms.CharField(label=_("备案号"), max_length=40, help_text=_("如沙教课备〔2026〕017号"))
    on = forms.DateField(label=_("备案日期"), widget=day_input())
    reason = forms.CharField(label=_("意见"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    publish = forms.BooleanField(
        label=_("备案后马上公开"), required=False, help_text=_("不勾选时，由学校自己选时间公开")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": timezone.localdate(), "publish": True})
        super().__init__(*args, **kwargs)

    def clean_on(self) -> date:
        """A filing is not dated ahead."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("备案日期不能在今天以后。"))
        return on
