"""Parsing what readers send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
