"""What editors send: a group of synonyms, a pin."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import LessonPage
from search.constants import WORDS_LENGTH
from taxonomy.models import Subject

CODE = re.compile(r"(?:/lessons/)?([a-z0-9]{4,16})/?(?:[?#].*)?\Z")
PERIODS = [("7", gettext_lazy("7天")), ("30", gettext_lazy("30天")), ("90", gettext_lazy("90天"))]


class SynonymForm(forms.Form):
    """One group."""

    words = forms.CharField(
        label=gettext_lazy("同义词"),
        max_length=200,
        help_text=gettext_lazy("至少两个词，用空格分开，如“应用题 解决问题”"),
    )
    subject = forms.ChoiceField(
        label=gettext_lazy("学科"), required=False, help_text=gettext_lazy("选了学科，查询写明别的学科时不用这一组")
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=120, required=False)
    active = forms.BooleanField(
        label=gettext_lazy("启用"), required=False, initial=True, help_text=gettext_lazy("几秒内在所有页面生效")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = Subject.objects.order_by("position").values_list("code", "name")
        self.fields["subject"].choices = [("", _("各学科")), *subjects]  # type: ignore[attr-defined]


class PinForm(forms.Form):
    """A lesson that is to stand first for a query; the lesson by its address or code."""

    words = forms.CharField(
        label=gettext_lazy("查询"),
        max_length=WORDS_LENGTH,
        help_text=gettext_lazy("读者输入的字完全一样时置顶，空格和标点不算"),
    )
    lesson = forms.CharField(label=gettext_lazy("课"), max_length=300, help_text=gettext_lazy("粘贴课例页的网址或编号"))
    until = forms.DateField(
        label=gettext_lazy("置顶到"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("不填就一直置顶"),
    )

    def clean_lesson(self) -> LessonPage:
        """The public lesson behind the address."""
        given = str(self.cleaned_data["lesson"]).strip()
        found = CODE.search(given)
        lesson = LessonPage.objects.live().filter(code=found.group(1)).first() if found else None
        if lesson is None:
            raise forms.ValidationError(_("没有找到这节公开的课，请检查网址或编号。"))
        return lesson


class PeriodForm(forms.Form):
    """How far back the figures reach."""

    days = forms.ChoiceField(label=gettext_lazy("时间"), choices=PERIODS, initial="30", required=False)
