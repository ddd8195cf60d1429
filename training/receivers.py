"""Reactions of training, connected in ``apps.ready()``; what must not be lost comes through the outbox."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services import send_notice
from core.events import subscribe
from core.exceptions import Refusal
from core.models import OutboxRow
from core.services import register_consumer
from research_groups.services.decisions import ACTIVITY_APPROVED
from training import lineage, slots
from training.constants import HOURS_AWARDED, EvidenceState
from training.events import EvidenceDecided
from training.models import Evidence, HourEntry
from training.planning import gap_from_open_runs, provide_gap
from training.rule_book import terms_of_year
from training.services.activities import award_activity

NOTIFY = "notify_person"


def notify_awarded(rows: list[OutboxRow]) -> None:
    """Tell each person what was added to their ledger; the entry's number keeps a redelivery from telling twice."""
    for row in rows:
        entries = list(HourEntry.objects.filter(pk__in=row.payload["entry_ids"]).select_related("evidence"))
        if not entries:
            continue
        terms = terms_of_year(entries[0].set_key, entries[0].year)
        total = sum(entry.year_amount for entry in entries)
        send_notice(
            actor=None,
            person=get_user_model().objects.get(pk=row.payload["person_id"]),
            kind=NoticeKind.HOURS,
            title=_("%(amount)s：%(title)s")
            % {"amount": terms.signed_with_unit(total), "title": entries[0].evidence.title},
            body="、".join(dict.fromkeys(entry.evidence.title for entry in entries)),
            reason=_("你的学时记录有变动"),
            url=f"/me/hours/?year={entries[0].year}",
            dedup_key=f"hours:{row.key}",
        )


def tell_decided(event: EvidenceDecided) -> None:
    """Say why a claim came back or was refused, and when such a word was taken back."""
    words = {
        EvidenceState.RETURNED: (_("退回：%(title)s"), _("你的申报被退回，更正后可以重交")),
        EvidenceState.REFUSED: (_("不予认定：%(title)s"), _("你的申报没有认定")),
        EvidenceState.SUBMITTED: (_("重新等待认定：%(title)s"), _("刚才的处理已撤回")),
    }
    if event.state not in words:
        return
    evidence = Evidence.objects.select_related("person").get(pk=event.evidence_id)
    title, reason = words[EvidenceState(event.state)]
    send_notice(
        actor=None,
        person=evidence.person,
        kind=NoticeKind.HOURS,
        title=title % {"title": evidence.title},
        body=evidence.decision_note,
        reason=reason,
        url=f"/me/evidence/{evidence.public_id}/",
        dedup_key=f"{event.state}:{evidence.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
    )


def award_approved(rows: list[OutboxRow]) -> dict[int, str]:
    """Post the hours of approved activities; a refusal is kept with its row, where people see it and retry."""
    failed = {}
    for row in rows:
        try:
            award_activity(activity_id=row.payload["activity_id"])
        except Refusal as refusal:
            failed[row.pk] = refusal.message
    return failed


def connect() -> None:
    """Connect all receivers; called once from ``apps.ready()``."""
    register_consumer(topic=ACTIVITY_APPROVED, consumer="training.award_activity", handler=award_approved)
    lineage.connect()
    slots.connect()
    register_consumer(topic=HOURS_AWARDED, consumer=NOTIFY, handler=notify_awarded)
    subscribe(EvidenceDecided, tell_decided)
    provide_gap(gap_from_open_runs)
