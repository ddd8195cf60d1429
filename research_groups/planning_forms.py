"""What a host writes down about an activity, parsed into arguments of services."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import day_input, moment_field
from organizations.models import Organization
from research_groups.constants import REQUIRED_PRODUCTS, ROLE_TEMPLATES, STEP_TEMPLATES, ProductKind
from research_groups.forms import LessonField
from research_groups.models import Activity
from research_groups.persons import person_named, who_may_take_part

EMPTY_STEPS = 2
MOST_MINUTES = 60 * 24 * 5


class ActivityForm(forms.Form):
    """An activity of a group. Its kind was chosen before, says which products are due, and stays."""

    title = forms.CharField(label=_("活动名称"), max_length=120)
    theme = forms.CharField(
        label=_("研究问题"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    lesson = LessonField(label=_("打磨的课例"), required=False, help_text=_("粘贴课例的网址，还没有发布就先空着"))
    starts_at = moment_field(_("开始"))
    ends_at = moment_field(_("结束"))
    place = forms.CharField(label=_("地点"), required=False, max_length=120)
    minutes = forms.IntegerField(
        label=_("建议计学时（分钟）"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("45分钟为1学时；不填就按开始到结束算"),
    )
    due_on = forms.DateField(label=_("产出最晚哪天交"), required=False, widget=day_input())
    extra_products = forms.MultipleChoiceField(
        label=_("另外还要交"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("活动一份，谁交都可以"),
    )
    schools = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label=_("参加的学校"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("两所以上就是联合教研。团队成员不论学校都能报名。"),
    )

    def __init__(
        self, *args: Any, user: Any, offered: Any, kind: str, activity: Activity | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", planned(activity) if activity else {})
        super().__init__(*args, **kwargs)
        self.fields["lesson"].user = user  # type: ignore[attr-defined]
        self.fields["schools"].queryset = offered  # type: ignore[attr-defined]
        of_template = dict(REQUIRED_PRODUCTS[kind])
        self.fields["extra_products"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in ProductKind.choices if value not in of_template
        ]

    def clean(self) -> dict[str, Any]:
        """Without a number of minutes the whole time counts."""
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        due_on = data.get("due_on")
        if due_on and starts and due_on < timezone.localdate(starts):
            self.add_error("due_on", _("比活动开始还早，请检查。"))
        if starts and ends and data.get("minutes") is None:
            data["minutes"] = min(max(int((ends - starts).total_seconds() // 60), 0), MOST_MINUTES)
        return data


class ListedForm(forms.Form):
    """Somebody who takes part without having signed up."""

    person = forms.CharField(label=_("姓名"), max_length=80, help_text=_("写全名，同名时写成“姓名 学校”"))
    role = forms.ChoiceField(label=_("分工"), required=False)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        self.fields["role"].choices = part_choices(activity)  # type: ignore[attr-defined]

    def clean_person(self) -> Any:
        """A person of the schools that take part, or of the group."""
        return person_named(self.cleaned_data["person"], who_may_take_part(self.activity))


def part_choices(activity: Activity, current: str = "") -> list[tuple[str, str]]:
    """Parts of the activity's template, the one somebody has already, and none."""
    parts = [str(part) for part in ROLE_TEMPLATES[activity.kind]]
    kept = [current] if current and current not in parts else []
    return [("", str(_("不分工"))), *((part, part) for part in parts + kept)]


class StepForm(forms.Form):
    """One step; a row without a title is none."""

    title = forms.CharField(label=_("步骤"), max_length=80, required=False)
    starts_at = moment_field(_("时间"), required=False)
    place = forms.CharField(label=_("地点"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """A time or a place belongs to a step with a name."""
        data = super().clean() or {}
        if not data.get("title") and (data.get("starts_at") or data.get("place")):
            self.add_error("title", _("写上这一步做什么。"))
        return data


StepFormSet = forms.formset_factory(StepForm, extra=EMPTY_STEPS, max_num=20)


def step_forms(data: Mapping[str, Any] | None, *, activity: Activity | None = None, kind: str = "") -> Any:
    """The rows of the steps: those still to do of ``activity``, or the template of ``kind``, and empty ones."""
    if data is not None:
        rows = []  # a typed row that equals its suggestion would count as left alone, and be lost
    elif activity is not None:
        rows = [
            {
                "title": step.title,
                "starts_at": step.starts_at and timezone.localtime(step.starts_at),
                "place": step.place,
            }
            for step in activity.steps.filter(done_at=None)
        ]
    else:
        rows = [{"title": str(title)} for title in STEP_TEMPLATES.get(kind, ())]
    return StepFormSet(data, initial=rows, prefix="step")


def steps_of_forms(rows: Any) -> list[dict[str, Any]]:
    """The filled rows, as the services take them."""
    return [dict(row.cleaned_data) for row in rows if row.cleaned_data.get("title")]


def planned(activity: Activity) -> dict[str, Any]:
    """What the form shows of an activity."""
    due = activity.required_products.exclude(due_on=None).values_list("due_on", flat=True).first()
    of_template = [kind for kind, _due_from in REQUIRED_PRODUCTS[activity.kind]]
    extra = activity.required_products.exclude(kind__in=of_template)
    return {
        "title": activity.title,
        "theme": activity.theme,
        "lesson": activity.lesson.code if activity.lesson else "",
        "starts_at": timezone.localtime(activity.starts_at),
        "ends_at": timezone.localtime(activity.ends_at),
        "place": activity.place,
        "minutes": activity.minutes,
        "due_on": due,
        "extra_products": list(extra.values_list("kind", flat=True)),
        "schools": list(activity.schools.values_list("organization", flat=True)),
    }


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("取消的原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
