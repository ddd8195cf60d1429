"""What the two desks of a plan's review show: the school's own page, and a submission at the institute or bureau."""

from typing import Any

from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.constants import FilingStatus
from courses.curriculum_addresses import district_address, school_address
from courses.curriculum_parts import missing_parts
from courses.curriculum_view import clock_words, day_words, plan_shown, review_path, year_before
from courses.filing_clock import Clock, clock_of, terms_of
from courses.models import CurriculumPage
from organizations.models import Organization
from organizations.querysets import remit_of
from taxonomy.school_years import school_year

STATUS_KINDS = {
    FilingStatus.SCHOOL_REVIEW: "notice",
    FilingStatus.DISTRICT_REVIEW: "notice",
    FilingStatus.RETURNED: "danger",
    FilingStatus.FILED: "done",
}
DECIDED = {
    FilingStatus.SCHOOL_REVIEW: gettext_lazy("送学校审议"),
    FilingStatus.DISTRICT_REVIEW: gettext_lazy("学校审议通过，送区级审核"),
    FilingStatus.RETURNED: gettext_lazy("退回"),
    FilingStatus.FILED: gettext_lazy("备案"),
}
UNDER_REVIEW = (FilingStatus.SCHOOL_REVIEW, FilingStatus.DISTRICT_REVIEW)


def desk(request: HttpRequest, curriculum: CurriculumPage, *, of_school: bool) -> dict[str, Any]:
    """Template variables for both desks.

    Under review, and always at the district, the text is the one that was handed in; the school otherwise sees its
    latest draft.
    """
    decisions = list(curriculum.decisions.select_related("actor").order_by("at", "id"))
    handed_in = next((each.revision_id for each in reversed(decisions) if each.revision_id), None)
    fixed = not of_school or curriculum.filing_status in UNDER_REVIEW
    revision_id = handed_in if fixed else curriculum.latest_revision_id
    text = curriculum.text(revision_id)
    clock = clock_of(decisions, terms_of(curriculum.organization))
    waits = curriculum.filing_status == FilingStatus.DISTRICT_REVIEW
    return {
        "curriculum": curriculum,
        "school": curriculum.organization,
        **plan_shown(request, text, year_before(curriculum)),
        "status_kind": STATUS_KINDS.get(FilingStatus(curriculum.filing_status), ""),
        "clock": clock_words(clock) if clock and waits else "",
        "overdue": bool(clock and waits and clock.left < 0),
        "returned": _last_return(curriculum, decisions),
        "missing": missing_parts(text) if of_school and not fixed else [],
        "changed_since": bool(fixed and handed_in and curriculum.latest_revision_id != handed_in),
        "steps": review_path(curriculum, decisions),
        "history": [_history_row(each) for each in reversed(decisions)],
        "window": window_words(curriculum.organization) if of_school else "",
        "public_url": f"/{curriculum.address_prefix}/{curriculum.code}/" if curriculum.live else "",
    }


def school_years(school: Organization) -> list[dict[str, Any]]:
    """The school's plans, the newest first."""
    plans = CurriculumPage.objects.filter(organization=school).select_related("organization").order_by("-school_year")
    return [
        {
            "year": each.school_year,
            "url": school_address(each),
            "code": each.code,
            "status": each.get_filing_status_display(),
            "status_kind": STATUS_KINDS.get(FilingStatus(each.filing_status), ""),
        }
        for each in plans
    ]


def years_to_begin(school: Organization) -> list[str]:
    """School years for which the school may begin a plan: the present one and the next."""
    today = timezone.localdate()
    taken = set(CurriculumPage.objects.filter(organization=school).values_list("school_year", flat=True))
    return [year for year in (school_year(today), school_year(today, later=1)) if year not in taken]


def window_words(school: Organization) -> str:
    """When the district expects plans, and how long it may take."""
    terms, today = terms_of(school), timezone.localdate()
    window = terms.window(today)
    parts = []
    if window:
        first, last = window
        told = {"first": day_words(first), "last": day_words(last)}
        is_open = first <= today
        parts.append((_("送审窗口到%(last)s") if is_open else _("下一个送审窗口%(first)s—%(last)s")) % told)
    if terms.reply_days:
        parts.append(
            ngettext("区里从送到第二天起%(n)d个工作日内答复", "区里从送到第二天起%(n)d个工作日内答复", terms.reply_days)
            % {"n": terms.reply_days}
        )
    return _("，").join(parts)


def submissions(organization: Organization) -> QuerySet[CurriculumPage]:
    """What schools handed in to the office's remit, longest waiting first."""
    schools = Organization.objects.under(remit_of(organization)).schools()
    sent = Max("decisions__at", filter=Q(decisions__status=FilingStatus.DISTRICT_REVIEW))
    found: QuerySet[CurriculumPage] = (
        CurriculumPage.objects.filter(organization__in=schools)
        .annotate(sent_at=sent)
        .filter(sent_at__isnull=False)
        .select_related("organization")
        .prefetch_related("decisions")
        .order_by("sent_at", "pk")
    )
    return found


def submission_row(organization: Organization, curriculum: CurriculumPage) -> dict[str, Any]:
    """One line of the queue."""
    clock = clock_of(curriculum.decisions.all(), terms_of(curriculum.organization))
    waits = curriculum.filing_status == FilingStatus.DISTRICT_REVIEW
    return {
        "url": district_address(organization, curriculum),
        "school": curriculum.organization.label,
        "title": curriculum.title,
        "year": curriculum.school_year,
        "status": curriculum.get_filing_status_display(),
        "status_kind": STATUS_KINDS.get(FilingStatus(curriculum.filing_status), ""),
        "number": curriculum.filing_number,
        "sent": timezone.localtime(curriculum.sent_at).date(),  # type: ignore[attr-defined] # annotated above
        "due": clock.due if clock and waits else None,
        "left": _left_words(clock) if clock and waits else "",
        "overdue": bool(clock and waits and clock.left < 0),
    }


def begin_address(school: Organization) -> str:
    """Where a school begins a plan."""
    return reverse("courses:begin_curriculum", args=[school.public_id])


def _left_words(clock: Clock) -> str:
    if clock.left < 0:
        return ngettext("超期%(n)d个工作日", "超期%(n)d个工作日", -clock.left) % {"n": -clock.left}
    return ngettext("还剩%(n)d个工作日", "还剩%(n)d个工作日", clock.left) % {"n": clock.left}


def _last_return(curriculum: CurriculumPage, decisions: list[Any]) -> Any | None:
    if curriculum.filing_status != FilingStatus.RETURNED:
        return None
    return next((each for each in reversed(decisions) if each.status == FilingStatus.RETURNED), None)


def _history_row(decision: Any) -> dict[str, Any]:
    return {
        "name": DECIDED[FilingStatus(decision.status)],
        "kind": STATUS_KINDS.get(FilingStatus(decision.status), ""),
        "at": decision.at,
        "actor": decision.actor.get_full_name() or decision.actor.get_username(),
        "reason": decision.reason,
    }
