"""What an institute writes down to propose a run, parsed into arguments of services."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import day_input, moment_field
from courses.constants import UnitKind
from courses.models import SeriesPage, UnitPage
from organizations.models import Organization
from training.constants import RunMode, RunStatus
from training.models import CourseRun, RunQuota

MOST_SEATS = 5000
EMPTY_MEETINGS = 3


class RunForm(forms.Form):
    """Days, seats and place of a run. The series is chosen once; the hours are the series' own."""

    series = forms.ModelChoiceField(SeriesPage.objects.none(), label=_("课程系列"), to_field_name="code")
    mode = forms.ChoiceField(
        label=_("报名方式"),
        choices=RunMode.choices,
        widget=forms.RadioSelect,
        help_text=_("学校报送的，送审后到“名单与办理”给学校分名额"),
    )
    enrol_from = moment_field(_("报名开始"))
    enrol_until = moment_field(_("报名截止"))
    second_from = moment_field(_("第二轮开始"), required=False)
    second_until = moment_field(_("第二轮截止"), required=False)
    starts_on = forms.DateField(label=_("开课"), widget=day_input())
    ends_on = forms.DateField(label=_("结课"), widget=day_input())
    capacity = forms.IntegerField(
        label=_("名额（人）"), min_value=1, max_value=MOST_SEATS, required=False, help_text=_("不填就是不限")
    )
    minimum = forms.IntegerField(
        label=_("最少开班人数"),
        min_value=1,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("报名快截止还不到这个数，会在班期列表里提醒"),
    )
    needs_consent = forms.BooleanField(
        label=_("自主报名要学校同意"), required=False, help_text=_("报名时先占名额，学校同意后才能开始学习")
    )
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    contact = forms.CharField(
        label=_("联系人"), max_length=80, required=False, help_text=_("姓名和电话，报名的人会看到")
    )

    def __init__(self, *args: Any, organization: Organization, run: CourseRun | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", planned(run) if run else {"mode": RunMode.SELF_ENROL})
        super().__init__(*args, **kwargs)
        if run is None:
            offered = SeriesPage.objects.live().filter(organization=organization).order_by("title")
            self.fields["series"].queryset = offered  # type: ignore[attr-defined]
        else:
            del self.fields["series"]

    def plan(self) -> dict[str, Any]:
        """Everything but the series, as ``propose_run`` and ``edit_run`` take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "series"}


class MeetingForm(forms.Form):
    """One half day of a run; a row without a title and a day is no meeting."""

    title = forms.CharField(label=_("内容"), max_length=120, required=False)
    on = forms.DateField(label=_("日期"), widget=day_input(), required=False)
    begins = forms.TimeField(
        label=_("开始"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False
    )
    ends = forms.TimeField(
        label=_("结束"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False
    )
    place = forms.CharField(label=_("地点"), max_length=120, required=False)
    unit = forms.ModelChoiceField(
        UnitPage.objects.none(), label=_("对应单元"), required=False, to_field_name="code", empty_label=_("不对应")
    )

    def __init__(self, *args: Any, series: SeriesPage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if series is None:
            del self.fields["unit"]
        else:
            meetings = UnitPage.objects.child_of(series).live().filter(kind=UnitKind.SESSION)
            self.fields["unit"].queryset = meetings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A meeting is whole or not there at all."""
        data = super().clean() or {}
        if not any(data.get(name) for name in ("title", "on", "begins", "ends")):
            return data
        for name in ("title", "on", "begins", "ends"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("这次面授没有填全。"))
        if data.get("begins") and data.get("ends") and data["ends"] <= data["begins"]:
            self.add_error("ends", _("结束要晚于开始。"))
        return data

    def meeting(self) -> dict[str, Any] | None:
        """As ``propose_run`` takes it, ``None`` for an empty row."""
        data = self.cleaned_data
        if not data.get("title") or not data.get("on"):
            return None
        zone = timezone.get_current_timezone()
        meeting: dict[str, Any] = {
            "title": data["title"].strip(),
            "starts_at": datetime.combine(data["on"], data["begins"], tzinfo=zone),
            "ends_at": datetime.combine(data["on"], data["ends"], tzinfo=zone),
        }
        if data.get("place"):
            meeting["place"] = data["place"].strip()
        if data.get("unit"):
            meeting["unit"] = data["unit"]
        return meeting


MeetingFormSet = forms.formset_factory(MeetingForm, extra=EMPTY_MEETINGS, max_num=40)


def meeting_forms(data: Mapping[str, Any] | None, run: CourseRun | None) -> Any:
    """The rows of the meetings, those of ``run`` filled in and some empty ones after them."""
    rows = [] if run is None else [_written(session) for session in run.sessions.select_related("unit")]
    series = run.series if run else None
    return MeetingFormSet(data, initial=rows, prefix="meeting", form_kwargs={"series": series})


def planned(run: CourseRun) -> dict[str, Any]:
    """What the form shows of a run."""
    names = [name for name in RunForm.base_fields if name != "series"]
    return {name: getattr(run, name) for name in names}


class ReasonForm(forms.Form):
    """A decision that has to be explained."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("会发给受影响的每个人")
    )


class SeatsForm(forms.Form):
    """How many a run takes; empty is no limit."""

    capacity = forms.IntegerField(label=_("名额（人）"), min_value=1, max_value=MOST_SEATS, required=False)


class QuotaForm(forms.Form):
    """One number for each school of the organizer's district."""

    def __init__(self, *args: Any, schools: list[Organization], quotas: list[RunQuota], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {quota.organization_id: quota for quota in quotas}
        for school in schools:
            quota = given.get(school.pk)
            self.fields[f"school-{school.pk}"] = forms.IntegerField(
                label=school.label,
                min_value=0,
                max_value=MOST_SEATS,
                required=False,
                initial=quota.seats if quota else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def seats(self) -> dict[int, int]:
        """Organization id → seats; an emptied field takes the share away."""
        return {int(name.removeprefix("school-")): value or 0 for name, value in self.cleaned_data.items()}


class RunFilterForm(forms.Form):
    """Filters of the lists of runs; an unknown value is no filter."""

    q = forms.CharField(
        label=_("系列名称"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *RunStatus.choices])


def _written(session: Any) -> dict[str, Any]:
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "title": session.title,
        "on": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "place": session.place,
        "unit": session.unit.code if session.unit else None,
    }
