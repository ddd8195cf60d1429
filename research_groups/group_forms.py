"""What an organization or a host writes down about a group, parsed into arguments of services."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import day_input
from organizations.models import Organization
from research_groups.constants import GroupKind, GroupRole, ReviewResult
from research_groups.models import GroupMember, ResearchGroup
from research_groups.persons import person_named, within_reach
from research_groups.querysets import past_school_year
from taxonomy.models import Stage, Subject

FULL_NAME = _("写全名，同名时写成“姓名 学校”")


class GroupForm(forms.Form):
    """A group's facts; its host is named only when it is founded, later through 更换主持人."""

    kind = forms.ChoiceField(label=_("类别"), choices=GroupKind.choices)
    name = forms.CharField(label=_("名称"), max_length=80)
    host = forms.CharField(label=_("主持人"), max_length=80, help_text=FULL_NAME)
    subject = forms.ModelChoiceField(
        Subject.objects.order_by("position"), label=_("学科"), required=False, empty_label=_("不限")
    )
    stage = forms.ModelChoiceField(
        Stage.objects.order_by("position"), label=_("学段"), required=False, empty_label=_("不限")
    )
    since = forms.DateField(label=_("任期开始"), widget=day_input())
    until = forms.DateField(
        label=_("任期结束"), widget=day_input(), required=False, help_text=_("不填就没有期限，如教研组")
    )
    aim = forms.CharField(
        label=_("目标"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一两句话，写在团队页最前面"),
    )
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
        return person_named(self.cleaned_data["host"], within_reach(self.organization))

    def clean(self) -> dict[str, Any]:
        """The term's days in order."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期早于开始日期，请检查。"))
        return data


class HostForm(forms.Form):
    """A person and the day from which."""

    person = forms.CharField(label=_("姓名"), max_length=80, help_text=FULL_NAME)
    since = forms.DateField(label=_("从哪天起"), widget=day_input())

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_person(self) -> Any:
        """A person of the district."""
        return person_named(self.cleaned_data["person"], within_reach(self.organization))


class MemberForm(HostForm):
    """A new member with their role."""

    role = forms.ChoiceField(
        label=_("角色"),
        choices=[(role.value, role.label) for role in (GroupRole.MEMBER, GroupRole.SECRETARY)],
        required=False,
    )

    def clean_role(self) -> str:
        """A member, when nothing was said."""
        return self.cleaned_data["role"] or GroupRole.MEMBER


class EndForm(forms.Form):
    """The last day of a membership."""

    until = forms.DateField(label=_("最后一天"), widget=day_input(), help_text=_("这一天还算成员"))

    def __init__(self, *args: Any, member: GroupMember, **kwargs: Any) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        kwargs.setdefault("initial", {"until": max(member.since, yesterday)})
        super().__init__(*args, **kwargs)


class ReviewForm(forms.Form):
    """年度考核."""

    year = forms.RegexField(r"^\d{4}-\d{4}$", label=_("学年"), help_text=_("如2025-2026"))
    result = forms.ChoiceField(
        label=_("结果"), choices=ReviewResult.choices, widget=forms.RadioSelect, help_text=_("不合格的团队当天解散")
    )
    comment = forms.CharField(
        label=_("评语"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": past_school_year()})
        super().__init__(*args, **kwargs)

    def clean_year(self) -> str:
        """Two years in a row."""
        first, last = (int(part) for part in self.cleaned_data["year"].split("-"))
        if last != first + 1:
            raise forms.ValidationError(_("学年要写成相连的两年，如2025-2026。"))
        return str(self.cleaned_data["year"])

    def clean(self) -> dict[str, Any]:
        """A failure needs its reason: the group ends by it."""
        data = super().clean() or {}
        if data.get("result") == ReviewResult.FAILED and not data.get("comment", "").strip():
            self.add_error("comment", _("不合格要写明原因。"))
        return data
