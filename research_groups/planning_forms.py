"""What a host or an institute writes down about an activity and a group, parsed into arguments of services."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import day_input, moment_field
from courses.models import LessonPage
from organizations.models import Organization
from research_groups.constants import STEP_TEMPLATES, ActivityKind, GroupKind, ReviewResult
from research_groups.models import Activity, ResearchGroup
from research_groups.persons import person_named
from taxonomy.models import Stage, Subject

EMPTY_STEPS = 2
MOST_MINUTES = 60 * 24 * 5


class ActivityForm(forms.Form):
    """An activity of a group. Its kind says which products are due, and is chosen once."""

    kind = forms.ChoiceField(
        label=_("类型"),
        choices=ActivityKind.choices,
        widget=forms.RadioSelect,
        help_text=_("类型决定要交哪些产出，定了以后不能改"),
    )
    title = forms.CharField(label=_("活动名称"), max_length=120)
    theme = forms.CharField(
        label=_("研究问题"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    lesson = forms.CharField(
        label=_("研究的课例"), required=False, max_length=200, help_text=_("粘贴课例的网址，还没有发布就先空着")
    )
    starts_at = moment_field(_("开始"))
    ends_at = moment_field(_("结束"))
    place = forms.CharField(label=_("地点"), required=False, max_length=120)
    minutes = forms.IntegerField(
        label=_("计学时的分钟数"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("不填就按开始到结束算"),
    )
    due_on = forms.DateField(label=_("产出最晚哪天交"), required=False, widget=day_input())
    schools = forms.ModelMultipleChoiceField(
        Organization.objects.none(), label=_("参加的学校"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: Any, offered: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", planned(activity) if activity else {"kind": ActivityKind.LESSON_STUDY})
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["schools"].queryset = offered  # type: ignore[attr-defined]
        if activity is not None:
            del self.fields["kind"]

    def clean_lesson(self) -> LessonPage | None:
        """The lesson of an address, when this person may read it."""
        given = self.cleaned_data["lesson"].strip().rstrip("/")
        if not given:
            return None
        found = LessonPage.objects.visible_to(self.user).filter(code=given.rsplit("/", 1)[-1]).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个课例，请从课例页复制网址。"))
        return found

    def clean(self) -> dict[str, Any]:
        """Without a number of minutes the whole time counts."""
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and data.get("minutes") is None:
            data["minutes"] = min(max(int((ends - starts).total_seconds() // 60), 0), MOST_MINUTES)
        return data


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
    return {
        "title": activity.title,
        "theme": activity.theme,
        "lesson": activity.lesson.code if activity.lesson else "",
        "starts_at": timezone.localtime(activity.starts_at),
        "ends_at": timezone.localtime(activity.ends_at),
        "place": activity.place,
        "minutes": activity.minutes,
        "due_on": due,
        "schools": list(activity.schools.values_list("organization", flat=True)),
    }


class GroupForm(forms.Form):
    """A group's facts; its host is named only when it is founded, later through 更换主持人."""

    kind = forms.ChoiceField(label=_("类别"), choices=GroupKind.choices)
    name = forms.CharField(label=_("名称"), max_length=80)
    host = forms.CharField(label=_("主持人"), max_length=80, help_text=_("写全名，同名时写成“姓名 学校”"))
    subject = forms.ModelChoiceField(
        Subject.objects.order_by("position"), label=_("学科"), required=False, empty_label=_("不限")
    )
    stage = forms.ModelChoiceField(
        Stage.objects.order_by("position"), label=_("学段"), required=False, empty_label=_("不限")
    )
    since = forms.DateField(label=_("开始"), widget=day_input())
    until = forms.DateField(label=_("结束"), widget=day_input(), required=False)
    aim = forms.CharField(label=_("目标"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    plan = forms.CharField(label=_("工作计划"), required=False, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(
        self, *args: Any, organization: Organization, group: ResearchGroup | None = None, **kwargs: Any
    ) -> None:
        shown = ("name", "subject", "stage", "until", "aim", "plan")
        first = {name: getattr(group, name) for name in shown} if group else {"since": timezone.localdate()}
        kwargs.setdefault("initial", first)
        super().__init__(*args, **kwargs)
        self.organization = organization
        if group is not None:
            for name in ("kind", "host", "since"):
                del self.fields[name]

    def clean_host(self) -> Any:
        """A person of the district."""
        return person_named(self.cleaned_data["host"], self.organization)


class MemberForm(forms.Form):
    """A person and the day from which."""

    person = forms.CharField(label=_("姓名"), max_length=80, help_text=_("写全名，同名时写成“姓名 学校”"))
    since = forms.DateField(label=_("从哪天起"), widget=day_input())

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_person(self) -> Any:
        """A person of the district."""
        return person_named(self.cleaned_data["person"], self.organization)


class ReviewForm(forms.Form):
    """年度考核."""

    year = forms.RegexField(r"^\d{4}-\d{4}$", label=_("学年"), help_text=_("如2025-2026"))
    result = forms.ChoiceField(label=_("结果"), choices=ReviewResult.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("评语"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("取消的原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
