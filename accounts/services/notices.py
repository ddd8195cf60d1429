"""Sending notices and reading them. A notice always says why it came; a repeated trigger sends nothing twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.events import NoticesSent
from accounts.models import Notice
from core.events import announce
from core.services import record_audit


@dataclass(frozen=True, slots=True)
class Message:
    """One person's notice in a batch; ``body`` may differ from person to person."""

    person: Any
    title: str
    body: str
    dedup_key: str


@transaction.atomic
def send_notice(
    *,
    actor: Any | None,
    person: Any,
    kind: str,
    title: str,
    body: str = "",
    reason: str = "",
    url: str = "",
    dedup_key: str = "",
) -> Notice | None:
    """Send one notice; ``None`` when one with the same ``dedup_key`` was sent before.

    ``reason`` says why it came, ``url`` (an address of this site) where to act.
    """
    sent = send_notices(
        actor=actor, kind=kind, reason=reason, url=url, messages=[Message(person, title, body, dedup_key)]
    )
    return sent[0] if sent else None


@transaction.atomic
def send_notices(
    *, actor: Any | None, kind: str, messages: Iterable[Message], reason: str = "", url: str = ""
) -> list[Notice]:
    """Send a batch and return what was new: who has a notice with the same key already gets none.

    Raises ``ValueError`` for an address outside this site. Sending by a person leaves one audit entry for the batch.
    """
    if url and not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError(f"a notice leads to an address of this site, not to {url}")
    wanted = {(each.person.pk, each.dedup_key or object()): each for each in messages}
    keys = {each.dedup_key for each in wanted.values() if each.dedup_key}
    known = set(Notice.objects.filter(dedup_key__in=keys).values_list("person_id", "dedup_key"))
    drafts = [
        Notice(
            person=each.person,
            kind=kind,
            title=each.title,
            body=each.body,
            reason=reason,
            url=url,
            sender=actor,
            dedup_key=each.dedup_key,
        )
        for key, each in wanted.items()
        if key not in known
    ]
    # A parallel twin may have been faster than the look-up: the constraint keeps one, the count is read again.
    Notice.objects.bulk_create(drafts, batch_size=500, ignore_conflicts=True)
    sent = list(Notice.objects.filter(public_id__in=[draft.public_id for draft in drafts]).order_by("pk"))
    if sent and actor is not None:
        record_audit(
            actor=actor,
            action="notice.send",
            target=sent[0],
            reason=reason,
            after={"kind": kind, "persons": [notice.person_id for notice in sent]},
        )
    if sent:
        announce(NoticesSent(notice_ids=tuple(notice.pk for notice in sent)))
    return sent


def mark_read(*, actor: Any, notice: Notice) -> None:
    """Mark the actor's own notice as read; another person's stays as it is."""
    Notice.objects.for_person(actor).unread().filter(pk=notice.pk).update(read_at=timezone.now())


def mark_all_read(*, actor: Any) -> int:
    """Mark all notices of the actor as read; returns how many were unread."""
    return Notice.objects.for_person(actor).unread().update(read_at=timezone.now())
