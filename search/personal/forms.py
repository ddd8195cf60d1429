"""What a reader sends about the own searches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.personal.addresses import NAME_LENGTH


class SavedSearchForm(forms.Form):
    """Name and notices of a saved search."""

    name = forms.CharField(label=_("名称"), max_length=NAME_LENGTH, help_text=_("通知里会写这个名称"))
    alerts = forms.BooleanField(
        label=_("有新课时通知我"), required=False, initial=True, help_text=_("只在有新发布的课符合条件时发一条")
    )


class RecentForm(forms.Form):
    """What to do with the recent searches."""

    act = forms.ChoiceField(choices=[("clear", "clear"), ("on", "on"), ("off", "off")])
