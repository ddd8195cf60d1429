"""What the page of a school curriculum shows: text, structure, review path, sample lessons, the years before."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from courses.cards import lesson_card, motif
from courses.constants import FilingStatus
from courses.curriculum_addresses import district_address, school_address
from courses.curriculum_diff import changes_note, year_changes
from courses.curriculum_parts import courses_of, weekly
from courses.filing_clock import Clock, clock_of, terms_of
from courses.models import CurriculumPage, LessonPage
from courses.policies import can_view_school_curricula, can_view_submission
from organizations.policies import CERTIFYING_ROLES
from organizations.querysets import remit_of

STEPS = (
    (FilingStatus.SCHOOL_REVIEW, gettext_noop("送学校审议")),
    (FilingStatus.DISTRICT_REVIEW, gettext_noop("学校审议通过，送区级审核")),
    (FilingStatus.FILED, gettext_noop("备案")),
)


def curriculum_context(request: HttpRequest, curriculum: CurriculumPage) -> dict[str, Any]:
    """Template variables of a curriculum page."""
    decisions = list(curriculum.decisions.order_by("at", "id"))
    return {
        "curriculum": curriculum,
        "crumbs": [(_("学校课程"), "/curricula/"), (curriculum.organization.label, ""), (curriculum.school_year, "")],
        "years": _years(curriculum),
        **plan_shown(request, curriculum, year_before(curriculum)),
        "steps": review_path(curriculum, decisions),
        "remarks": [each for each in decisions if each.reason],
        "facts": _facts(curriculum),
        "poster": motif("arts", 0),
        "review_url": _review_url(request, curriculum),
    }


def plan_shown(request: HttpRequest, text: CurriculumPage, before: CurriculumPage | None) -> dict[str, Any]:
    """One text of a plan, and how it differs from the plan ``before`` it."""
    samples = [row.lesson_id for row in text.sample_lessons.all()]
    lessons = LessonPage.objects.visible_to(request.user).filter(pk__in=samples).with_place()
    found = {lesson.pk: lesson for lesson in lessons.with_authors()}
    areas = _areas(text)
    changes = year_changes(before, text) if before else []
    return {
        "text": text,
        "areas": areas,
        "structure_note": _structure_note(areas),
        "contents": [(child.id, child.value["heading"]) for child in text.body],
        "samples": [lesson_card(found[pk]) for pk in samples if pk in found],
        "before": before,
        "changes": changes,
        "changes_note": changes_note(changes),
    }


def year_before(curriculum: CurriculumPage) -> CurriculumPage | None:
    """The filed text of the school's nearest earlier plan."""
    earlier = CurriculumPage.objects.filter(
        organization=curriculum.organization_id,
        school_year__lt=curriculum.school_year,
        filed_revision_id__isnull=False,
    )
    found = earlier.order_by("-school_year").first()
    return found.text(found.filed_revision_id) if found else None


def review_path(curriculum: CurriculumPage, decisions: list[Any]) -> list[dict[str, str]]:
    """The review of the present text: its last submission and what came after, then what is still to come."""
    starts = [n for n, each in enumerate(decisions) if each.status == FilingStatus.SCHOOL_REVIEW]
    current = decisions[starts[-1] :] if starts else []
    clock = clock_of(current, terms_of(curriculum.organization))
    drafting = "current" if curriculum.filing_status == FilingStatus.DRAFT else "done"
    steps = [{"name": _("学校起草"), "note": day_words(_first_day(curriculum, decisions)), "state": drafting}]
    reached = {each.status: each for each in current}
    if FilingStatus.RETURNED in reached and curriculum.filing_status == FilingStatus.RETURNED:
        returned = reached[FilingStatus.RETURNED]
        steps.append({"name": _("退回修改"), "note": day_words(_local(returned.at)), "state": "current"})
        reached, current = {}, []
    waiting = True
    for status, name in STEPS:
        if decision := reached.get(status):
            note, state = _step_note(curriculum, status, _local(decision.at), clock), "done"
        else:
            note, state, waiting = "", "current" if waiting and current else "", False
        steps.append({"name": _(name), "note": note, "state": state})
    public = _local(curriculum.last_published_at) if curriculum.live and curriculum.last_published_at else None
    steps.append({"name": _("公开"), "note": day_words(public), "state": "done" if public else ""})
    return steps


def clock_words(clock: Clock) -> str:
    """Where a waiting submission stands in its time."""
    number = abs(clock.left)
    told = {"since": day_words(clock.since), "due": day_words(clock.due), "n": number}
    if clock.left < 0:
        return (
            ngettext(
                "%(since)s送到，已超过答复时限%(n)d个工作日（应在%(due)s前答复）",
                "%(since)s送到，已超过答复时限%(n)d个工作日（应在%(due)s前答复）",
                number,
            )
            % told
        )
    return (
        ngettext(
            "%(since)s送到，还剩%(n)d个工作日，最晚%(due)s答复",
            "%(since)s送到，还剩%(n)d个工作日，最晚%(due)s答复",
            number,
        )
        % told
    )


def day_words(day: date | None) -> str:
    """2026年3月2日."""
    if day is None:
        return ""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _step_note(curriculum: CurriculumPage, status: str, day: date, clock: Clock | None) -> str:
    if status == FilingStatus.FILED and curriculum.filed_on:
        return day_words(curriculum.filed_on)
    if status != FilingStatus.DISTRICT_REVIEW or clock is None:
        return day_words(day)
    if clock.answered is None:
        return clock_words(clock)
    told = {"since": day_words(day), "until": day_words(clock.answered), "n": clock.used, "limit": clock.limit}
    said = ngettext(
        "%(since)s送审，%(until)s答复，用了%(n)d个工作日（时限%(limit)d个）",
        "%(since)s送审，%(until)s答复，用了%(n)d个工作日（时限%(limit)d个）",
        clock.used,
    )
    return said % told


def _review_url(request: HttpRequest, curriculum: CurriculumPage) -> str:
    """Where this person works on the review; empty for readers."""
    if not request.user.is_authenticated:
        return ""
    if can_view_school_curricula(request.user, curriculum.organization):
        return school_address(curriculum)
    if can_view_submission(request.user, curriculum):
        memberships = request.user.memberships.on().filter(role__in=CERTIFYING_ROLES).select_related("organization")
        above = set(type(curriculum.organization).objects.above(curriculum.organization))
        office = next((one.organization for one in memberships if remit_of(one.organization) in above), None)
        return district_address(office, curriculum) if office else ""
    return ""


def _years(curriculum: CurriculumPage) -> list[dict[str, Any]]:
    filed = CurriculumPage.objects.live().public().filter(organization=curriculum.organization)
    return [
        {"year": each.school_year, "url": f"/curricula/{each.code}/", "current": each.pk == curriculum.pk}
        for each in filed.order_by("-school_year")
    ]


def _areas(text: CurriculumPage) -> list[dict[str, Any]]:
    """Fields of the structure in their order, each with its courses; a field without courses is one too."""
    areas: dict[str, list[Any]] = {child.value["title"].strip(): [] for child in text.structure}
    for course in courses_of(text):
        areas[course.area].append(course)
    return [
        {
            "name": name,
            "hours": weekly(total) if (total := sum(course.periods for course in courses)) else "",
            "courses": [{"name": course.name, "note": course.about} for course in courses],
        }
        for name, courses in areas.items()
    ]


def _structure_note(areas: list[dict[str, Any]]) -> str:
    if not areas:
        return ""
    fields, courses = len(areas), sum(len(area["courses"]) for area in areas)
    said = [
        ngettext("%(n)d个领域", "%(n)d个领域", fields) % {"n": fields},
        ngettext("%(n)d门课程", "%(n)d门课程", courses) % {"n": courses},
    ]
    return _("，").join(said)


def _first_day(curriculum: CurriculumPage, decisions: list[Any]) -> date | None:
    """Of its first revision, or of the first step where the plan was entered afterwards."""
    first = curriculum.revisions.order_by("created_at").values_list("created_at", flat=True).first()
    return min((_local(moment) for moment in (first, *(each.at for each in decisions[:1])) if moment), default=None)


def _local(moment: Any) -> date:
    day: date = timezone.localtime(moment).date()
    return day


def _facts(curriculum: CurriculumPage) -> list[tuple[str, str]]:
    facts = [(_("学校"), curriculum.organization.name), (_("学年"), curriculum.school_year)]
    if curriculum.filing_number:
        facts.append((_("备案号"), curriculum.filing_number))
    return facts
