"""School curricula: draft → school review → district review → filed → public."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from core.events import announce
from core.exceptions import Refusal
from core.services import move_status
from courses.constants import FilingStatus
from courses.curriculum_parts import missing_parts
from courses.events import CurriculumMoved
from courses.exceptions import NotFiled, WrongStep
from courses.models import CurriculumDecision, CurriculumPage, CurriculumSampleLesson
from courses.services.lessons import set_children, stream_json
from courses.services.pages import add_draft, publish_page

# From where a decision may move, and where to. Filing is a service of its own: it needs a number.
STEPS = {
    FilingStatus.SCHOOL_REVIEW: (FilingStatus.DISTRICT_REVIEW, FilingStatus.RETURNED),
    FilingStatus.DISTRICT_REVIEW: (FilingStatus.RETURNED,),
}
OPEN_FOR_SUBMISSION = (FilingStatus.DRAFT, FilingStatus.RETURNED, FilingStatus.FILED)


@transaction.atomic
def begin_curriculum(*, organization: Any, actor: Any | None, school_year: str) -> CurriculumPage:
    """The draft of a school's plan for ``school_year``, from the text of its latest plan where there is one.

    Raises ``Refusal`` when the school has one for this year, or no page below which it could stand.
    """
    if organization.page is None:
        raise Refusal(_("学校还没有单位主页，请联系区教师进修学院。"))
    last = CurriculumPage.objects.filter(organization=organization).order_by("-school_year").first()
    text = last.text(last.filed_revision_id or last.latest_revision_id) if last else None
    return create_curriculum(
        parent_page=organization.page,
        actor=actor,
        title=text.title if text else _("%(school)s课程方案") % {"school": organization.label},
        organization=organization,
        school_year=school_year,
        summary=text.summary if text else "",
        sections=[(each["type"], each["value"]) for each in text.body.get_prep_value()] if text else (),
        structure=[_written_field(child.value) for child in text.structure] if text else (),
        sample_lessons=[row.lesson for row in text.sample_lessons.all()] if text else (),
    )


@transaction.atomic
def create_curriculum(
    *,
    parent_page: Page,
    actor: Any | None,
    title: str,
    organization: Any,
    school_year: str,
    summary: str = "",
    sections: Iterable[tuple[str, Mapping[str, str]]] = (),
    structure: Iterable[Mapping[str, Any]] = (),
    sample_lessons: Iterable[Any] = (),
) -> CurriculumPage:
    """A school's plan for one year, as a draft.

    ``sections`` is ``[("idea", {"heading", "text"}), …]``, ``structure``
    ``[{"title", "courses": [{"title", "grades", "periods", "note"}, …]}, …]``. Raises ``Refusal`` when the school has
    one for this year.
    """
    if CurriculumPage.objects.filter(organization=organization, school_year=school_year).exists():
        raise Refusal(_("这所学校这一学年已有课程方案，请直接修改它。"), field="school_year")
    page = CurriculumPage(title=title, organization=organization, school_year=school_year, summary=summary)
    page.body = stream_json(sections)
    page.structure = stream_json(("field", _field(each)) for each in structure)
    set_children(page, "sample_lessons", [CurriculumSampleLesson(lesson=lesson) for lesson in sample_lessons])
    add_draft(parent_page=parent_page, page=page, actor=actor, action="curriculum.create")
    return page


def submit_curriculum(*, curriculum: CurriculumPage, actor: Any) -> CurriculumDecision:
    """Hand the latest text to the school's review; a filed one may be handed in again after a change.

    Raises ``Refusal`` with what is missing when the plan is not whole.
    """
    if curriculum.filing_status not in OPEN_FOR_SUBMISSION:
        raise WrongStep(_("这份课程方案正在审核，退回后才能再次送审。"))
    if missing := missing_parts(curriculum.text(curriculum.latest_revision_id)):
        raise Refusal(_("还缺：%(parts)s。补上再送审。") % {"parts": _("、").join(missing)})
    return _move(curriculum, FilingStatus.SCHOOL_REVIEW, actor=actor, revision_id=curriculum.latest_revision_id)


def decide_curriculum(*, curriculum: CurriculumPage, actor: Any, approve: bool, reason: str = "") -> CurriculumDecision:
    """The school passes it on to the district, or a reviewer returns it with a reason."""
    wanted = FilingStatus.DISTRICT_REVIEW if approve else FilingStatus.RETURNED
    if wanted not in STEPS.get(FilingStatus(curriculum.filing_status), ()):
        raise WrongStep(_("现在这一步不能这样处理，请刷新页面查看进展。"))
    if not approve and not reason.strip():
        raise Refusal(_("退回要写明原因，学校才知道改什么。"), field="reason")
    return _move(curriculum, wanted, actor=actor, reason=reason, revision_id=_submitted(curriculum))


@transaction.atomic
def file_curriculum(
    *,
    curriculum: CurriculumPage,
    actor: Any,
    number: str,
    on: date | None = None,
    reason: str = "",
    publish: bool = False,
) -> CurriculumDecision:
    """The district files the text that was handed in, under ``number``; from now on it may be public.

    With ``publish`` it is at once. Raises ``Refusal`` for a number that another plan has.
    """
    if curriculum.filing_status != FilingStatus.DISTRICT_REVIEW:
        raise WrongStep(_("送到区级审核的方案才能备案。"))
    if not number.strip():
        raise Refusal(_("请填写备案号。"), field="number")
    if other := CurriculumPage.objects.filter(filing_number=number.strip()).exclude(pk=curriculum.pk).first():
        told = {"school": other.organization.label, "year": other.school_year}
        raise Refusal(_("这个备案号已经给了%(school)s%(year)s学年的方案。") % told, field="number")
    revision_id = _submitted(curriculum)
    filing = {
        "filing_number": number.strip(),
        "filed_on": on or timezone.localdate(),
        "filed_revision_id": revision_id,
    }
    decision = _move(curriculum, FilingStatus.FILED, actor=actor, reason=reason, revision_id=revision_id, **filing)
    if publish:
        publish_curriculum(curriculum=curriculum, actor=actor)
    return decision


def publish_curriculum(*, curriculum: CurriculumPage, actor: Any | None) -> None:
    """Make the filed text public. Raises ``NotFiled``."""
    if not curriculum.is_filed:
        raise NotFiled(_("这份课程方案还没有备案，不能公开。"))
    revision = Revision.objects.get(pk=curriculum.filed_revision_id)
    publish_page(page=curriculum, actor=actor, action="curriculum.publish", revision=revision)


@transaction.atomic
def _move(
    curriculum: CurriculumPage,
    status: FilingStatus,
    *,
    actor: Any,
    revision_id: int | None,
    reason: str = "",
    **filing: Any,
) -> CurriculumDecision:
    before = curriculum.filing_status
    if curriculum.live and status != FilingStatus.FILED:
        # A text under review is not public; the old one comes back with its next filing.
        UnpublishPageAction(curriculum, user=actor).execute(skip_permission_checks=True)
    move_status(
        curriculum,
        to=status.value,
        allowed=(before,),
        field="filing_status",
        changes=filing,
        actor=actor,
        action=f"curriculum.{status}",
        reason=reason,
        noted={"revision": revision_id},
        refusal=WrongStep(_("刚刚有人处理过这份方案，请刷新页面。")),
    )
    decision = CurriculumDecision.objects.create(
        page=curriculum, status=status, actor=actor, reason=reason.strip(), revision_id=revision_id
    )
    announce(CurriculumMoved(page_id=curriculum.pk, status=status.value, decision_id=decision.pk))
    curriculum.refresh_from_db()
    return decision


def _submitted(curriculum: CurriculumPage) -> int | None:
    handed_in = curriculum.decisions.filter(status=FilingStatus.SCHOOL_REVIEW).order_by("-at", "-id").first()
    return handed_in.revision_id if handed_in else None


def _written_field(value: Any) -> dict[str, Any]:
    return {"title": value["title"], "courses": [dict(course.items()) for course in value["courses"]]}


def _field(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": given["title"], "courses": [dict(course) for course in given.get("courses", ())]}
