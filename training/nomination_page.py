"""What a school sees of the runs it may send teachers into, and of those it sent."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.models import Organization
from organizations.querysets import home_organizations, remit_of, staff_of
from training.availability import closes_at, day_words, round_closed, run_closed, seats_left
from training.constants import EnrolmentStatus, RunMode
from training.models import CourseRun, Enrolment, RunQuota
from training.run_list import STATUS_KINDS as RUN_KINDS
from training.run_roster import STATUS_KINDS
from training.services.enrolment import ACTIVE


def nominable_runs(school: Organization) -> list[dict[str, Any]]:
    """Open runs that take nominations from ``school``, the one that closes next first."""
    above = set(Organization.objects.above(school).values_list("pk", flat=True))
    runs = (
        CourseRun.objects.offered()
        .filter(Q(quotas=None) | Q(quotas__organization=school), mode=RunMode.NOMINATED)
        .select_related("series", "organization")
        .closing_soonest(timezone.now())
        .distinct()
    )
    found = [run for run in runs if remit_of(run.organization).pk in above]
    shares = {quota.run_id: quota for quota in RunQuota.objects.filter(run__in=found, organization=school)}
    return [_row(run, shares.get(run.pk), school) for run in found]


def seats_for(run: CourseRun, quota: RunQuota | None) -> int | None:
    """How many the school may still send; ``None`` without a limit."""
    left = seats_left(run)
    if quota is None:
        return left
    share = quota.seats - quota.taken
    return share if left is None else min(share, left)


def own_enrolments(school: Organization) -> Any:
    """Teachers that the school sent and who are in a run or were, newest first."""
    return (
        Enrolment.objects.filter(organization=school, nominated_by__isnull=False)
        .select_related("person", "run__series", "nominated_by")
        .order_by("-enrolled_at", "-pk")
    )


def sent_rows(enrolments: Any) -> list[dict[str, Any]]:
    """The nominated teachers with where they stand; those that may be taken out again carry their id."""
    return [
        {
            "name": str(each.person),
            "run": str(each.run),
            "url": reverse("training:run", args=[each.run.public_id]),
            "at": f"{timezone.localtime(each.enrolled_at):%Y-%m-%d}",
            "by": str(each.nominated_by),
            "status": each.get_status_display(),
            "status_kind": STATUS_KINDS[EnrolmentStatus(each.status)],
            "run_status": each.run.get_status_display(),
            "run_kind": RUN_KINDS[each.run.status],
            "id": each.public_id if each.status in ("enrolled", "waiting") else None,
        }
        for each in enrolments
    ]


def candidates(school: Organization, run: CourseRun) -> list[dict[str, Any]]:
    """The school's own teachers, with the reason where one cannot be sent; exchange teachers belong elsewhere."""
    people = list(staff_of(school))
    homes = home_organizations([person.pk for person in people])
    there = {
        each.person_id: each.get_status_display()
        for each in Enrolment.objects.filter(run=run, person__in=people, status__in=ACTIVE)
    }
    return [
        {"id": person.public_id, "name": str(person), "note": there.get(person.pk, ""), "there": person.pk in there}
        for person in people
        if homes.get(person.pk) == school
    ]


def _row(run: CourseRun, quota: RunQuota | None, school: Organization) -> dict[str, Any]:
    left = seats_for(run, quota)
    now = timezone.now()
    closed = run_closed(run) or round_closed(run, now)
    return {
        "name": str(run),
        "url": reverse("training:nominate", args=[school.public_id, run.public_id]),
        "organizer": run.organization.label,
        "days": _("%(first)s—%(last)s") % {"first": day_words(run.starts_on), "last": day_words(run.ends_on)},
        "until": day_words(closes_at(run, now).date()),
        "share": _("%(taken)s／%(seats)s人") % {"taken": quota.taken, "seats": quota.seats} if quota else _("不分学校"),
        "left": _("不限") if left is None else str(left),
        "closed": closed or ("" if left is None or left > 0 else _("名额已用完")),
    }
