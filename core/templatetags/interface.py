"""Presentation only: icons, form controls, and how figures, percents and durations are written."""

import json
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField, CheckboxInput, FileInput, Form
from django.forms.widgets import CheckboxSelectMultiple, MultiWidget, RadioSelect, Widget
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

BOX_WIDGETS = (RadioSelect, CheckboxSelectMultiple)


@register.filter
def percent(value: float | Decimal | None) -> str:
    """A width for an SVG attribute: ``63.4`` → ``63.4%``, kept between 0 and 100, always with a point."""
    return f"{min(max(float(value or 0), 0), 100):.4g}%"


@register.filter
def figure(value: float | Decimal | None, places: int = 0) -> str:
    """A number for reading, cut and never rounded up: ``1230`` → ``1,230``; with ``2``: ``9.666`` → ``9.66``.

    A negative number gets the minus sign of typography. ``None`` is a dash.
    """
    if value is None or value == "":
        return "—"
    cut = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_DOWN)
    return f"{cut:,.{int(places)}f}".replace("-", "−")


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as a clock: ``1164`` → ``19:24``, ``4000`` → ``1:06:40``; nothing for an unknown length."""
    if seconds is None or seconds == "":
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def elided_pages(page: Any) -> list[int | str]:
    """Page numbers round the current one, with an ellipsis for what is left out. Takes anything shaped like a Page."""
    count = page.paginator.num_pages
    pages = Paginator(range(count), 1).get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return list(pages)


@register.filter
def control_kind(field: BoundField) -> str:
    """Which layout a form field needs: ``hidden``, ``check``, ``boxes``, ``group``, ``file`` or ``input``."""
    widget = field.field.widget
    kinds: list[tuple[type[Widget] | tuple[type[Widget], ...], str]] = [
        (BOX_WIDGETS, "boxes"),
        (CheckboxInput, "check"),
        (FileInput, "file"),
        (MultiWidget, "group"),
    ]
    if widget.is_hidden:
        return "hidden"
    return next((kind for classes, kind in kinds if isinstance(widget, classes)), "input")


@register.simple_tag
def control(field: BoundField, kind: str = "input", described: str = "", short: bool = False) -> SafeString:
    """The field's own control with our class and, where ``described`` names ids, what describes it."""
    attrs: dict[str, Any] = {}
    if kind in {"input", "file", "group"}:
        own = field.field.widget.attrs.get("class", "")
        attrs["class"] = " ".join(filter(None, ["input", "input--short" if short else "", own]))
    if ids := " ".join(described.split()):
        attrs["aria-describedby"] = ids
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def error_list(form: Form) -> list[dict[str, str]]:
    """Every refusal of a form with the id of the control it belongs to, in the order of the form."""
    found = [{"message": str(message), "target": ""} for message in form.non_field_errors()]
    for field in form:
        target = f"{field.id_for_label or field.auto_id}"
        found += [{"message": f"{field.label}：{message}", "target": target} for message in field.errors]
    return found


@register.filter
def under(path: str | None, prefix: str) -> bool:
    """Whether an address lies under ``prefix``; marks the current section of a navigation."""
    return bool(path) and str(path).startswith(prefix)


@register.simple_tag(takes_context=True)
def address(context: template.Context, page: int, param: str = "page") -> str:
    """The present query string with another page number; the first page carries none, so that it has one address."""
    query = context["request"].GET.copy()
    query.pop(param, None)
    if int(page) > 1:
        query[param] = str(page)
    return f"?{query.urlencode()}" if query else "."


@register.simple_tag(takes_context=True)
def type_address(context: template.Context, size: str) -> str:
    """The present query string with a type size in it; on nearly every page there is nothing else in it."""
    present = context["request"].GET
    if not present:
        return f"?type={size}"
    query = present.copy()
    query["type"] = size
    return f"?{query.urlencode()}"


@register.simple_tag
def player_words() -> str:
    """The player's words as JSON; escaped by the template like any other attribute."""
    words = {
        "play": _("播放"),
        "pause": _("暂停"),
        "restart": _("从头播放"),
        "seek": _("播放位置"),
        "seekLabel": _("{currentTime}，共{duration}"),
        "played": _("已播放"),
        "buffered": _("已缓冲"),
        "currentTime": _("当前时间"),
        "duration": _("时长"),
        "volume": _("音量"),
        "mute": _("静音"),
        "unmute": _("取消静音"),
        "enableCaptions": _("打开字幕"),
        "disableCaptions": _("关闭字幕"),
        "enterFullscreen": _("全屏"),
        "exitFullscreen": _("退出全屏"),
        "captions": _("字幕"),
        "settings": _("设置"),
        "menuBack": _("返回上一层"),
        "speed": _("播放速度"),
        "normal": _("正常"),
        "quality": _("清晰度"),
        "disabled": _("关闭"),
        "enabled": _("打开"),
    }
    return json.dumps(words, ensure_ascii=False)
