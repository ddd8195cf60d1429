"""Why this hit: the features that spoke for it, in one line of plain words."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from search.constants import Place
from search.labels import slot_name
from search.queries import Hit, Match
from search.understanding import Understanding

SURE = 0.9  # of the exact feature
MARKED = "<mark>"
PLACES = ("stage", "subject", "grade", "term", "edition", "unit", "module", "lesson", "period")
INSIDE_WORDS: dict[str, Callable[[], str]] = {
    Place.SUMMARY: lambda: _("介绍里写到"),
    Place.PLAN: lambda: _("教学设计里写到"),
    Place.PARAGRAPH: lambda: _("文件里写到"),
    Place.SLIDE: lambda: _("课件里写到"),
    Place.PAGE: lambda: _("文件里写到"),
    Place.CUE: lambda: _("视频里说到"),
    Place.MOMENT: lambda: _("教学片段里提到"),
    Place.UNIT: lambda: _("其中一个单元相符"),
    Place.BODY: lambda: _("正文里写到"),
}


def reason(hit: Hit, understood: Understanding) -> str:
    """One line, the strongest first; empty for lists that nobody asked anything."""
    if not hit.why:
        return ""
    said = [line for line in (_named(hit) or _said(hit.why, hit.match), _place(hit.why, understood)) if line]
    return _("；").join(said) or _other(hit.why)


def _named(hit: Hit) -> str:
    exact = hit.why.get("exact", 0.0)
    if exact:
        return _("名称就是查询的词") if exact >= SURE else _("名称里有查询的词")
    if hit.why.get("text", 0.0) <= 0:
        return ""
    return _("名称里有查询的一部分") if MARKED in hit.title_html else _("单元名称相符")


def _said(why: dict[str, float], match: Match | None) -> str:
    if match:
        return INSIDE_WORDS[match.place]()
    if why.get("concept", 0.0) > 0:
        return _("讲的是这类内容")
    if why.get("card", 0.0) > 0:
        return _("要点、作者或介绍相符")
    if why.get("sound", 0.0) > 0:
        return _("读音相符")
    return _("正文里写到") if why.get("body", 0.0) > 0 else ""


def _place(why: dict[str, float], understood: Understanding) -> str:
    school = why.get("school", 0.0) > 0 and any(slot.kind in ("school", "district") for slot in understood.slots)
    if school:
        return _("学校相符")
    slots = [slot for slot in understood.slots if slot.kind in PLACES and slot.certain]
    if why.get("structure", 0.0) <= 0 or not slots:
        return ""
    return _("位置相符：%(place)s") % {"place": " ".join(dict.fromkeys(map(slot_name, slots)))}


def _other(why: dict[str, float]) -> str:
    if "neighbour" in why:
        return _("同一单元的课")
    return _("意思相近") if "meaning" in why else ""
