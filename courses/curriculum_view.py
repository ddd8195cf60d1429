"""What the page of a school curriculum shows: text, structure, review path, sample lessons, the years before."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.cards import lesson_card, motif
from courses.constants import FilingStatus
from courses.models import CurriculumPage, LessonPage

STEPS = (
    (FilingStatus.SCHOOL_REVIEW, gettext_noop("送学校审议")),
    (FilingStatus.DISTRICT_REVIEW, gettext_noop("学校审议通过，送区级审核")),
    (FilingStatus.FILED, gettext_noop("备案")),
)


def curriculum_context(request: HttpRequest, curriculum: CurriculumPage) -> dict[str, Any]:
    """Template variables of a curriculum page."""
    years = _years(curriculum)
    samples = [row.lesson_id for row in curriculum.sample_lessons.all()]
    lessons = LessonPage.objects.visible_to(request.user).filter(pk__in=samples).with_place()
    found = {lesson.pk: lesson for lesson in lessons.with_authors()}
    areas = [_area(child.value) for child in curriculum.structure]
    return {
        "curriculum": curriculum,
        "crumbs": [(_("学校课程"), "/curricula/"), (curriculum.organization.label, ""), (curriculum.school_year, "")],
        "years": years,
        "previous": next((year for year in years if year["year"] < curriculum.school_year), None),
        "areas": areas,
        "structure_note": _structure_note(areas),
        "contents": [(child.id, child.value["heading"]) for child in curriculum.body],
        "samples": [lesson_card(found[pk]) for pk in samples if pk in found],
        "steps": _path(curriculum),
        "remarks": curriculum.decisions.exclude(reason="").order_by("at"),
        "facts": _facts(curriculum),
        "poster": motif("arts", 0),
    }


def _years(curriculum: CurriculumPage) -> list[dict[str, Any]]:
    filed = CurriculumPage.objects.live().public().filter(organization=curriculum.organization)
    return [
        {"year": each.school_year, "url": f"/curricula/{each.code}/", "current": each.pk == curriculum.pk}
        for each in filed.order_by("-school_year")
    ]


def _area(value: Any) -> dict[str, Any]:
    periods = [course["periods"] or 0 for course in value["courses"]]
    return {
        "name": value["title"],
        "hours": _("每周%(n)d课时") % {"n": sum(periods)} if any(periods) else "",
        "courses": [_course(course) for course in value["courses"]],
    }


def _course(course: Any) -> dict[str, str]:
    parts = [course["grades"] or ""]
    if course["periods"]:
        parts.append(_("每周%(n)d课时") % {"n": course["periods"]})
    parts.append(course["note"] or "")
    return {"name": course["title"], "note": " · ".join(part for part in parts if part)}


def _structure_note(areas: list[dict[str, Any]]) -> str:
    if not areas:
        return ""
    courses = sum(len(area["courses"]) for area in areas)
    return _("%(areas)d个领域，%(courses)d门课程") % {"areas": len(areas), "courses": courses}


def _path(curriculum: CurriculumPage) -> list[dict[str, str]]:
    """The review of the present text: its last submission and what came after, then what is still to come."""
    decisions = list(curriculum.decisions.order_by("at", "id"))
    starts = [n for n, each in enumerate(decisions) if each.status == FilingStatus.SCHOOL_REVIEW]
    current = decisions[starts[-1] :] if starts else []
    steps = [{"name": _("学校起草"), "note": _day(_first_day(curriculum)), "state": "done"}]
    reached = {each.status: each for each in current}
    waiting = True
    for status, name in STEPS:
        if decision := reached.get(status):
            note, state = _day(timezone.localtime(decision.at).date()), "done"
            if status == FilingStatus.FILED and curriculum.filed_on:
                note = _day(curriculum.filed_on)
        else:
            note, state, waiting = "", "current" if waiting and current else "", False
        steps.append({"name": _(name), "note": note, "state": state})
    public = curriculum.last_published_at if curriculum.live else None
    steps.append(
        {
            "name": _("公开"),
            "note": _day(timezone.localtime(public).date()) if public else "",
            "state": "done" if public else "",
        }
    )
    return steps


def _first_day(curriculum: CurriculumPage) -> date | None:
    first = curriculum.revisions.order_by("created_at").values_list("created_at", flat=True).first()
    return timezone.localtime(first).date() if first else None


def _day(day: date | None) -> str:
    if day is None:
        return ""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _facts(curriculum: CurriculumPage) -> list[tuple[str, str]]:
    facts = [(_("学校"), curriculum.organization.name), (_("学年"), curriculum.school_year)]
    if curriculum.filing_number:
        facts.append((_("备案号"), curriculum.filing_number))
    return facts
