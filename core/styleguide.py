"""The living list of components, ``/styleguide/``: every component in every state, with sample content.

Shown only where ``DEBUG`` or the demo is on. ``?as=teacher`` and ``?as=school`` dress the frame as a signed-in person
would see it. The samples are data, ``core/styleguide.json``; no other page reads them.
"""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from core import access, charts

DATES = ("date", "as_of")
MARKED = ("title_marked", "text", "example")


class SampleForm(forms.Form):
    """One field of each shape."""

    photo = forms.FileField(label="证明照片", help_text="JPG、PNG、PDF，每个不超过20 MB，最多3个")
    title = forms.CharField(label="培训（活动）名称")
    started_on = forms.DateField(label="开始日期", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(label="级别", choices=[("district", "区级"), ("city", "市级")], widget=forms.RadioSelect)
    subject = forms.ChoiceField(label="学科", choices=[("math", "数学"), ("chinese", "语文")])
    number = forms.CharField(label="证书编号", required=False, help_text="没有可以不填")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="照片里没有学生的正面")

    def clean_number(self) -> str:
        """A refusal in the tone of the product."""
        number = self.cleaned_data["number"]
        if number:
            raise ValidationError("这个编号在2025年8月30日已认定1.66学分，同一证书只能认定一次")
        return number


class SampleFilter(forms.Form):
    """Filters over a roster."""

    who = forms.CharField(label="姓名或工号", required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("gap", "有缺口")])
    subject = forms.ChoiceField(label="学科", required=False, choices=[("", "全部"), ("math", "数学")])


def revive(found: dict[str, Any]) -> dict[str, Any]:
    """Dates and marked text back from their JSON form."""
    for key in DATES:
        if key in found:
            found[key] = dt.date.fromisoformat(found[key])
    for key in MARKED:
        if key in found:
            found[key] = mark_safe(found[key])  # noqa: S308 - our own sample data
    return found


@cache
def samples() -> dict[str, Any]:
    """Everything the page shows, by component."""
    source = Path(__file__).with_name("styleguide.json")
    found: dict[str, Any] = json.loads(source.read_text(), object_hook=revive)
    return found


def sample_frame(role: str) -> SimpleNamespace | None:
    """The frame as a teacher or a school's administrator gets it; ``None`` leaves the real one."""
    if role not in {"teacher", "school"}:
        return None
    parts = {"place": "沙坪坝区", "unread": 3, "workspace": None, "hours": None, "demo_accounts": samples()["accounts"]}
    if role == "teacher":
        person = {"name": "林晓雯", "initial": "林", "start_url": "/me/", "avatar": ""}
        parts["hours"] = samples()["frame_hours"]
    else:
        person = {"name": "罗建平", "initial": "罗", "start_url": "/me/", "avatar": "ochre"}
        parts["workspace"] = samples()["workspace"]
    return SimpleNamespace(person=person, **parts)


def sample_charts() -> dict[str, charts.Chart]:
    """One chart of each kind."""
    months = ["7月", "8", "9", "10", "11", "12", "1", "2", "3", "4", "5月"]
    return {
        "columns": charts.stacked_columns(
            months,
            samples()["monthly"],
            label="每月认定学分，单位千学分，8月最高，17.2千；明细见下表",
            unit="千学分",
            caption="每月认定学分，千学分",
            first_head="月份",
            total_head="合计",
            places=1,
        ),
        "dots": charts.dots(
            samples()["spread"],
            label="预计达标率的分布，单位%",
            caption="各校预计达标率",
            bin_head="预计达标率，%",
            count_head="学校，所",
            total_head="合计",
        ),
        "years": charts.year_bars(
            samples()["years"],
            required=16,
            series=["区级及以上", "校级"],
            label="五年周期，每年的学分，要求16.00；明细见下表",
            caption="五年周期",
            dashed="每年要求16.00",
            year_head="年度",
            total_head="合计",
        ),
        "line": charts.lines(
            ["2021", "2022", "2023", "2024", "2025"],
            [12, 18, 26, 31, 46],
            label="市级及以上精品课，2021年12节，2025年46节",
            unit="节",
            caption="市级及以上精品课",
            first_head="年份",
        ),
    }


@access.public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Print every component; 404 on a site that is neither a demo nor under development."""
    if not (settings.DEBUG or getattr(settings, "DEMO_CITY", False)):
        raise Http404
    refused = SampleForm({"title": "", "number": "ZH2025-083-11947", "note": "两天都参加了"})
    context: dict[str, Any] = {
        "samples": samples(),
        "charts": sample_charts(),
        "form": SampleForm(initial={"title": "市级作文教学研讨"}),
        "refused": refused,
        "filters": SampleFilter(),
        "page": Paginator(range(96), 5).get_page(request.GET.get("page", "9")),
    }
    if frame := sample_frame(request.GET.get("as", "")):
        context["frame"] = frame
    return render(request, "styleguide.html", context)
