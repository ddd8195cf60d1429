"""School-based curricula, each brought through its review as written."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.html import escape

from courses.models import CurriculumDecision, CurriculumPage
from courses.services import (
    create_curriculum,
    decide_curriculum,
    file_curriculum,
    publish_curriculum,
    submit_curriculum,
)
from home.demo.building.site_plan import SitePlan
from home.demo.site_shapes import Curriculum, FilingStep, StructureField
from taxonomy.school_years import school_year


def build_curricula(plan: SitePlan) -> None:
    """Every curriculum; a filed one becomes public."""
    for written in plan.progress(plan.content.curricula, "学校课程方案"):
        with transaction.atomic():  # nobody is told of a step before it has its own day
            page = _create(plan, written)
            for step in written.steps:
                _take(plan, page, written, step)
            if page.is_filed:
                publish_curriculum(curriculum=page, actor=None)
                public = plan.at((page.filed_on or plan.today) + timedelta(days=1))
                CurriculumPage.objects.filter(pk=page.pk).update(first_published_at=public, last_published_at=public)


def _create(plan: SitePlan, written: Curriculum) -> CurriculumPage:
    school = plan.organizations[written.school]
    first = plan.today.replace(year=plan.today.year + written.year_shift)
    sections = [
        ("idea", {"heading": "课程理念", "text": _text(written.idea)}),
        (
            "goals",
            {"heading": "课程目标", "text": "<ul>" + "".join(f"<li>{escape(g)}</li>" for g in written.goals) + "</ul>"},
        ),
        ("implementation", {"heading": "课程实施", "text": _text(written.implementation)}),
        ("evaluation", {"heading": "课程评价", "text": _text(written.evaluation)}),
    ]
    author = written.steps[0].by if written.steps else ""
    return create_curriculum(
        parent_page=school.page,
        actor=plan.people.get(author),
        title=written.title,
        organization=school,
        school_year=school_year(first),
        summary=written.summary,
        sections=[(kind, value) for kind, value in sections if value["text"]],
        structure=[_field(one) for one in written.structure],
        sample_lessons=[plan.lessons[key] for key in written.sample_lessons if key in plan.lessons],
    )


def _take(plan: SitePlan, page: CurriculumPage, written: Curriculum, step: FilingStep) -> None:
    """One step of the review, on its own day."""
    actor: Any = plan.people[step.by]
    day = plan.day(step.day)
    if step.status == "school_review":
        decision = submit_curriculum(curriculum=page, actor=actor)
    elif step.status == "district_review":
        if page.filing_status == "returned":
            _date(plan, submit_curriculum(curriculum=page, actor=actor), day, hour=9)
            page.refresh_from_db()
        decision = decide_curriculum(curriculum=page, actor=actor, approve=True, reason=step.reason)
    elif step.status == "returned":
        decision = decide_curriculum(curriculum=page, actor=actor, approve=False, reason=step.reason)
    elif step.status == "filed":
        number = written.number.format(year=day.year)
        decision = file_curriculum(curriculum=page, actor=actor, number=number, on=day, reason=step.reason)
    else:
        return
    if step.reason:
        decision.reason = step.reason
    _date(plan, decision, day, hour=10)
    page.refresh_from_db()


def _date(plan: SitePlan, decision: CurriculumDecision, day: date, *, hour: int) -> None:
    """The services decide now; the demo tells of days gone by."""
    decision.at = plan.at(day, hour)
    decision.save(update_fields=["at", "reason"])


def _text(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _field(field: StructureField) -> dict[str, Any]:
    courses = []
    for line in field.courses:
        title, grades, periods, note = (*line.split("|"), "", "", "")[:4]
        courses.append({"title": title, "grades": grades, "periods": int(periods or 0), "note": note})
    return {"title": field.title, "courses": courses}
