"""Public input of training, parsed into arguments of services."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import day_input
from organizations.models import Organization
from taxonomy.constants import Level
from taxonomy.forms import TermField
from taxonomy.models import Stage, Subject
from training.constants import EvidenceState, EvidenceType, YearStatus
from training.services.claims import MINUTES_PER_HOUR, Claim

SUMMER, WINTER = "holiday_summer", "holiday_winter"
PHOTO_LIMIT = 20 * 1024 * 1024


class ClaimForm(forms.Form):
    """Five things a certificate says: what, by whom, when, how much, and a photo of it."""

    title = forms.CharField(label=_("培训（活动）名称"), max_length=160)
    organizer = forms.CharField(label=_("主办单位"), max_length=120)
    level = forms.ChoiceField(label=_("主办单位的级别"), choices=Level.choices, initial=Level.DISTRICT)
    occurred_on = forms.DateField(
        label=_("结束日期"),
        widget=day_input(),
        help_text=_("培训的最后一天"),
    )
    hours = forms.DecimalField(
        label=_("学时"),
        min_value=Decimal("0.5"),
        max_value=Decimal(400),
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    form = forms.ChoiceField(
        label=_("形式"),
        choices=[
            (EvidenceType.TRAINING, _("集中面授")),
            (EvidenceType.ONLINE_COURSE, _("线上课程")),
            (SUMMER, _("国家平台暑期研修")),
            (WINTER, _("国家平台寒假研修")),
        ],
    )
    photo = forms.FileField(
        label=_("证书照片"),
        help_text=_("拍清楚整张证书，JPG、PNG或PDF，不超过20 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf", "capture": "environment"}),
    )
    cert_no = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, photo_there: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = str(uuid4())
        if photo_there:
            self.fields["photo"].required = False

    def clean_occurred_on(self) -> date:
        """No claim for what has not ended."""
        day: date = self.cleaned_data["occurred_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("还没有结束的培训，结束后再申报。"))
        return day

    def clean_photo(self) -> Any:
        """Say the size of a file that is too large."""
        photo = self.cleaned_data.get("photo")
        if photo is not None and photo.size > PHOTO_LIMIT:
            raise forms.ValidationError(
                _("“%(name)s”有%(size)s MB，每个文件不超过20 MB。"),
                params={"name": photo.name, "size": -(-photo.size // (1024 * 1024))},
            )
        return photo

    def claim(self) -> Claim:
        """What the form says, for the service."""
        data = self.cleaned_data
        chosen = data["form"]
        holiday = chosen in (SUMMER, WINTER)
        return Claim(
            title=data["title"].strip(),
            organizer=data["organizer"].strip(),
            level=Level.NATIONAL if holiday else data["level"],
            type=EvidenceType.HOLIDAY_PLATFORM if holiday else chosen,
            occurred_on=data["occurred_on"],
            minutes=int(data["hours"] * MINUTES_PER_HOUR),
            cert_no=data["cert_no"].strip(),
            season=chosen.removeprefix("holiday_") if holiday else "",
        )


class StaffFilterForm(forms.Form):
    """Filters of the roster; an unknown value is no filter."""

    q = forms.CharField(
        label=_("姓名或工号"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("short", _("有缺口和预计不达标")), *YearStatus.choices],
    )
    subject = forms.ChoiceField(label=_("学科"), required=False)
    post = forms.ChoiceField(
        label=_("在岗状态"),
        required=False,
        choices=[
            ("", _("全部")),
            ("home", _("在岗")),
            ("host", _("轮岗到校")),
            ("away", _("轮岗外出")),
            ("leave", _("请假")),
        ],
    )

    def __init__(self, *args: Any, subjects: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", _("全部")), *subjects]  # type: ignore[attr-defined]


class ClaimFilterForm(forms.Form):
    """Filters of the claims; an unknown value is no filter."""

    q = forms.CharField(
        label=_("姓名、事项或编号"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("待认定")), ("endorsed", _("学校已核对")), *EvidenceState.choices[1:], ("all", _("全部"))],
    )
    school = forms.ModelChoiceField(
        Organization.objects.none(), label=_("学校"), required=False, to_field_name="public_id", empty_label=_("全部")
    )

    def __init__(self, *args: Any, schools: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if schools is None:
            del self.fields["school"]
        else:
            self.fields["school"].queryset = schools  # type: ignore[attr-defined]


class SeriesFilterForm(forms.Form):
    """Filters of the series catalogue; an unknown value is no filter."""

    stage = TermField(
        Stage.objects.all(), label=_("学段"), required=False, to_field_name="code", empty_label=_("全部学段")
    )
    subject = TermField(
        Subject.objects.all(), label=_("学科"), required=False, to_field_name="code", empty_label=_("全部学科")
    )
    enrolling = forms.ChoiceField(label=_("报名"), required=False, choices=[("", _("全部")), ("yes", _("正在报名"))])


class TaskForm(forms.Form):
    """What a person hands in for a task."""

    text = forms.CharField(
        label=_("你的内容"),
        help_text=_("写在这里，交后可以修改，以最后一次为准"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
