"""Reminding those of a school who fall short."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services.notices import Message, send_notices
from core.events import announce
from core.services import record_audit
from organizations.models import Organization
from training import staff_reads
from training.events import StaffReminded
from training.reminder import body_for, title_for
from training.staff import roster
from training.staff_shapes import StaffRow

PAUSE = timedelta(days=3)
MY_HOURS = "/me/hours/"


@dataclass(frozen=True, slots=True)
class ReminderReport:
    """How many got the reminder, and how many had one in the last days and were left alone."""

    sent: int
    skipped: int


@transaction.atomic
def remind_staff(*, actor: Any, school: Organization) -> ReminderReport:
    """Send all of ``school`` who fall short their own figures and where to act; nobody twice within three days."""
    now = timezone.now()
    everybody = roster(school, timezone.localdate())
    short = [row for row in everybody.rows if row.short and row.terms is not None]
    recent = recently_reminded(school)
    due = [row for row in short if row.person_id not in recent]
    people = get_user_model().objects.in_bulk([row.person_id for row in due])
    messages = [
        Message(
            person=people[row.person_id],
            title=title_for(row, row.terms),
            body=body_for(row, everybody, row.terms),
            dedup_key=f"hours:{school.pk}:{row.terms.year}:{timezone.localdate(now).isoformat()}",
        )
        for row in due
        if row.terms is not None
    ]
    sent = send_notices(
        actor=actor,
        kind=NoticeKind.REMINDER,
        messages=messages,
        reason=_why(due, school),
        url=MY_HOURS,
    )
    if sent:
        ids = [notice.person_id for notice in sent]
        record_audit(
            actor=actor,
            action="staff.reminded",
            target=school,
            organization_id=school.pk,
            after={"persons": ids, "skipped": len(short) - len(ids)},
        )
        announce(StaffReminded(organization_id=school.pk, person_ids=tuple(ids)))
    return ReminderReport(sent=len(sent), skipped=len(short) - len(sent))


def recently_reminded(school: Organization) -> set[int]:
    """Who in the roster of ``school`` had a reminder in the last three days."""
    now = timezone.now()
    return set(staff_reads.reminded(school=school.pk, day=timezone.localdate(now), since=now - PAUSE))


def _why(rows: list[StaffRow], school: Organization) -> str:
    document = next((row.terms.document or row.terms.name for row in rows if row.terms), "")
    return _("%(school)s提醒本年度还没有报够的老师；依据%(document)s") % {"school": school.label, "document": document}
