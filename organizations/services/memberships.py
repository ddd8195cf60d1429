"""Who works where in which role: roles begin and end with a day and are never rewritten."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from organizations.constants import STAFF_ROLES, LeaveKind, MembershipKind, Role
from organizations.events import LeaveRecorded, MembershipAdded, MembershipEnded
from organizations.models import Leave, Membership, Organization


@transaction.atomic
def add_membership(
    *,
    actor: Any | None,
    person: Any,
    organization: Organization,
    role: Role,
    since: date,
    until: date | None = None,
    kind: MembershipKind = MembershipKind.HOME,
    reason: str = "",
) -> Membership:
    """Give ``person`` a role in ``organization``.

    Refuses the same role twice at once, and a second home school at once: home decides rule set and ledger, an
    exchange is ``MembershipKind.HOST``.
    """
    _refuse_disorder(since, until)
    overlapping = person.memberships.filter(Q(until=None) | Q(until__gte=since))
    if until is not None:
        overlapping = overlapping.filter(since__lte=until)
    if overlapping.filter(organization=organization, role=role).exists():
        raise Refusal(_twice(person, organization, role), field="role")
    if kind == MembershipKind.HOME and role in STAFF_ROLES:
        other = overlapping.filter(kind=kind, role__in=STAFF_ROLES).exclude(organization=organization)
        if (elsewhere := other.select_related("organization").first()) is not None:
            raise Refusal(
                _("%(person)s的编制还在%(organization)s。先结束那边的任职，或者登记为轮岗。")
                % {"person": person, "organization": elsewhere.organization},
                field="organization",
            )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                person=person, organization=organization, role=role, kind=kind, since=since, until=until
            )
    except IntegrityError as error:
        raise Refusal(_twice(person, organization, role), field="role") from error
    record_audit(
        actor=actor,
        action="membership.add",
        target=membership,
        organization_id=organization.pk,
        reason=reason,
        after={"person": person.pk, "role": role, "kind": kind, "since": since, "until": until},
    )
    announce(
        MembershipAdded(membership_id=membership.pk, person_id=membership.person_id, organization_id=organization.pk)
    )
    return membership


@transaction.atomic
def end_membership(*, actor: Any | None, membership: Membership, last_day: date, reason: str = "") -> Membership:
    """Let a role end after ``last_day``; its rights are gone at the first request of the next day."""
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    _refuse_disorder(current.since, last_day)
    if current.until is not None and current.until <= last_day:
        raise Refusal(
            _("这项任职到%(day)s就结束了，不能再延后。") % {"day": current.until.isoformat()}, field="last_day"
        )
    before, current.until = current.until, last_day
    current.save(update_fields=["until"])
    membership.until = last_day
    record_audit(
        actor=actor,
        action="membership.end",
        target=current,
        organization_id=current.organization_id,
        reason=reason,
        before={"until": before},
        after={"until": last_day},
    )
    announce(
        MembershipEnded(
            membership_id=current.pk,
            person_id=current.person_id,
            organization_id=current.organization_id,
            until=last_day.isoformat(),
        )
    )
    return current


@transaction.atomic
def record_leave(
    *, actor: Any | None, person: Any, kind: LeaveKind, since: date, until: date | None = None, reason: str = ""
) -> Leave:
    """Record an approved absence; two of one person must not overlap, or a day would be exempted twice."""
    _refuse_disorder(since, until)
    overlapping = person.leaves.filter(Q(until=None) | Q(until__gte=since))
    if until is not None:
        overlapping = overlapping.filter(since__lte=until)
    if (other := overlapping.first()) is not None:
        raise Refusal(
            _("这段时间已登记%(kind)s，从%(day)s开始。")
            % {"kind": other.get_kind_display(), "day": other.since.isoformat()},
            field="since",
        )
    leave = Leave.objects.create(person=person, kind=kind, since=since, until=until)
    record_audit(
        actor=actor,
        action="leave.record",
        target=leave,
        reason=reason,
        after={"person": person.pk, "kind": kind, "since": since, "until": until},
    )
    announce(LeaveRecorded(leave_id=leave.pk, person_id=leave.person_id))
    return leave


def _refuse_disorder(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Refusal(_("结束日期在开始日期（%(day)s）之前。") % {"day": since.isoformat()}, field="until")


def _twice(person: Any, organization: Organization, role: str) -> str:
    return _("%(person)s在%(organization)s已经是%(role)s，同一角色不能同时有两条。") % {
        "person": person,
        "organization": organization,
        "role": Role(role).label,
    }
