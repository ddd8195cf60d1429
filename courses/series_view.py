"""What the page of a series shows. Runs, enrolment and progress come from above through the slots ``series.…``."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.slots import collect, collect_items
from core.templatetags.interface import duration
from courses.cards import lesson_url
from courses.constants import ModuleKind, UnitKind
from courses.models import LessonPage, SeriesPage, UnitPage
from taxonomy.models.vocabulary import together

MINUTES_PER_HOUR = 45  # 1学时＝45分钟
ICONS = {
    UnitKind.VIDEO: "circle-play",
    UnitKind.READING: "book-open",
    UnitKind.QUIZ: "circle-check",
    UnitKind.TASK: "pen-line",
    UnitKind.SESSION: "map-pin",
}


def series_context(request: HttpRequest, series: SeriesPage) -> dict[str, Any]:
    """Template variables of a series page; ``runs`` and ``actions`` are what upper apps put in."""
    units = list(UnitPage.objects.child_of(series).live().select_related("lesson", "video").order_by("path"))
    if getattr(request, "is_preview", False):
        units = list(UnitPage.objects.child_of(series).select_related("lesson", "video").order_by("path"))
    wanted = [unit.lesson_id for unit in units if unit.lesson_id]
    lessons = LessonPage.objects.visible_to(request.user).filter(pk__in=wanted).select_related("organization", "video")
    open_lessons = {lesson.pk: lesson for lesson in lessons}
    audience = audience_of(series)
    return {
        "series": series,
        "crumbs": [(_("课程研修"), "/series/"), *([(audience, "")] if audience else []), (series.title, "")],
        "meta": [
            part for part in (series.organization.label, audience and _("%(who)s教师") % {"who": audience}) if part
        ],
        "facts": _facts(series, units),
        "units": [_unit(number, unit, open_lessons) for number, unit in enumerate(units, start=1)],
        "runs": collect("series.runs", request, [series]).get(series.pk, []),
        "actions": collect_items("series.actions", request, [series]).get(series.pk, []),
    }


def audience_of(series: SeriesPage) -> str:
    """For whom it is: 小学数学, ``Primary Mathematics``; empty for everybody."""
    return together(*(each.label for each in (series.stage, series.subject) if each))


def hours_text(minutes: int) -> str:
    """Minutes as 学时, cut to a tenth: 90 → ``2学时``, 60 → ``1.3学时``."""
    tenths = minutes * 10 // MINUTES_PER_HOUR
    whole, rest = divmod(tenths, 10)
    return _("%(n)s学时") % {"n": f"{whole}.{rest}" if rest else str(whole)}


def _facts(series: SeriesPage, units: list[UnitPage]) -> list[tuple[str, str]]:
    by_module = {module: sum(unit.minutes for unit in units if unit.module == module) for module in ModuleKind}
    facts = [(_("学完计"), hours_text(series.minutes))] if series.minutes else []
    both = [(module, minutes) for module, minutes in by_module.items() if minutes]
    if len(both) > 1:
        facts += [(_("其中%(module)s") % {"module": module.label}, hours_text(minutes)) for module, minutes in both]
    sessions = sum(1 for unit in units if unit.kind == UnitKind.SESSION)
    if sessions:
        facts.append((_("面授"), ngettext("%(n)d次", "%(n)d次", sessions) % {"n": sessions}))
    return [
        *facts,
        (_("学时类别"), str(series.get_learning_type_display())),
        (_("级别"), str(series.get_level_display())),
        (_("单元"), ngettext("%(n)d个", "%(n)d个", len(units)) % {"n": len(units)}),
    ]


def _unit(number: int, unit: UnitPage, open_lessons: dict[int, LessonPage]) -> dict[str, Any]:
    return {
        "number": number,
        "id": f"unit-{unit.code}",
        "name": unit.title,
        "note": _("%(module)s · %(kind)s") % {"module": unit.get_module_display(), "kind": unit.get_kind_display()},
        "length": hours_text(unit.minutes),
        "open": number == 1,
        "body": unit.body,
        "items": _items(unit, open_lessons),
    }


def _items(unit: UnitPage, open_lessons: dict[int, LessonPage]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if lesson := open_lessons.get(unit.lesson_id or 0):
        seconds = (lesson.video.duration_ms or 0) // 1000 if lesson.video else 0
        note = _("课例 · %(school)s") % {"school": lesson.organization.label}
        if seconds:
            note = _("%(note)s，%(length)s") % {"note": note, "length": duration(seconds)}
        items.append({"icon": "circle-play", "name": lesson.title, "url": lesson_url(lesson), "note": note})
    elif unit.video is not None:
        length = duration((unit.video.duration_ms or 0) // 1000) if unit.video.duration_ms else ""
        items.append({"icon": "circle-play", "name": unit.video.title, "note": length})
    if not items and unit.kind != UnitKind.QUIZ:
        items.append({"icon": ICONS[UnitKind(unit.kind)], "name": unit.title, "note": unit.get_kind_display()})
    if unit.quiz:
        said = ngettext(
            "%(n)d题，%(percent)d%%以上合格，可以重做", "%(n)d题，%(percent)d%%以上合格，可以重做", len(unit.quiz)
        )
        note = said % {"n": len(unit.quiz), "percent": unit.pass_percent}
        items.append({"icon": "circle-check", "name": _("小测"), "note": note})
    if unit.kind == UnitKind.VIDEO and unit.required_percent:
        items[0]["note"] = _("%(note)s · 看满%(percent)d%%") % {
            "note": items[0]["note"],
            "percent": unit.required_percent,
        }
    return items
