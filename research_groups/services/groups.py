"""Groups and their members by date."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.events import announce
from core.exceptions import Refusal
from core.services import record_audit
from organizations.models import Organization
from research_groups.constants import GroupRole, InvitationAnswer, ReviewResult
from research_groups.events import GroupReviewed
from research_groups.models import GroupMember, GroupReview, ResearchGroup
from research_groups.services.telling import tell_appointed, tell_ended, tell_reviewed


@transaction.atomic
def create_group(
    *,
    actor: Any | None,
    kind: str,
    name: str,
    organization: Organization,
    host: Any,
    since: date,
    until: date | None = None,
    **details: Any,
) -> ResearchGroup:
    """Found a group with its host; ``details``: subject, stage, aim, plan."""
    group = ResearchGroup(kind=kind, name=name, organization=organization, since=since, until=until, **details)
    group.full_clean()
    group.save()
    GroupMember.objects.create(group=group, person=host, role=GroupRole.HOST, since=since)
    record_audit(
        actor=actor, action="group.create", target=group, organization_id=organization.pk, after={"host": host.pk}
    )
    return group


@transaction.atomic
def add_member(
    *, actor: Any | None, group: ResearchGroup, person: Any, since: date, role: str = GroupRole.MEMBER
) -> GroupMember:
    """Take a person in from a day on; a question they had not answered yet is settled by it.

    Refuses a second membership at the same time and a second host.
    """
    if (group.until and since > group.until) or since < group.since:
        raise Refusal(_("要在团队的起止日期之内。"), field="since")
    try:
        with transaction.atomic():
            member = GroupMember.objects.create(group=group, person=person, role=role, since=since)
    except IntegrityError as error:
        reason = (
            _("这个团队已有主持人，请用更换主持人。")
            if role == GroupRole.HOST
            else _("%(name)s已经是成员。") % {"name": person}
        )
        raise Refusal(reason, field="person") from error
    group.invitations.filter(person=person, answer=InvitationAnswer.OPEN).update(
        answer=InvitationAnswer.WITHDRAWN, answered_at=timezone.now()
    )
    record_audit(
        actor=actor,
        action="group.member_added",
        target=group,
        organization_id=group.organization_id,
        after={"person": person.pk, "role": role, "since": since},
    )
    tell_appointed(member, actor=actor)
    return member


@transaction.atomic
def end_member(*, actor: Any | None, member: GroupMember, until: date) -> GroupMember:
    """End a membership with ``until`` as its last day, and tell the person. Refuses one that has ended already."""
    _end(member, until, actor)
    tell_ended(member, actor=actor)
    return member


def _end(member: GroupMember, until: date, actor: Any | None) -> None:
    if member.until is not None:
        raise Refusal(_("%(name)s已经退出。") % {"name": member.person})
    if until < member.since:
        raise Refusal(_("结束日期早于加入日期，请检查。"), field="until")
    before = {"until": member.until}
    member.until = until
    member.save(update_fields=["until"])
    record_audit(
        actor=actor,
        action="group.member_ended",
        target=member.group,
        organization_id=member.group.organization_id,
        before=before,
        after={"person": member.person_id, "until": until},
    )


@transaction.atomic
def change_host(*, actor: Any | None, group: ResearchGroup, person: Any, on: date) -> GroupMember:
    """From ``on`` another person hosts; the former host stays in the history and becomes a member."""
    current = group.members.select_for_update().filter(role=GroupRole.HOST, until=None).first()
    if current is not None:
        if current.since >= on:
            raise Refusal(_("新主持人要晚于现任主持人的开始日期。"), field="on")
        _end(current, on - timedelta(days=1), actor)
        if current.person_id != person.pk:
            add_member(actor=actor, group=group, person=current.person, since=on)
    earlier = group.members.filter(person=person, until=None).first()
    if earlier is not None:
        _end(earlier, max(earlier.since, on - timedelta(days=1)), actor)
    return add_member(actor=actor, group=group, person=person, since=on, role=GroupRole.HOST)


@transaction.atomic
def review_group(*, actor: Any, group: ResearchGroup, year: str, result: str, comment: str = "") -> GroupReview:
    """Store the yearly review; 不合格 dissolves the group today."""
    if GroupReview.objects.filter(group=group, year=year).exists():
        raise Refusal(_("%(year)s学年已经考核过。") % {"year": year}, field="year")
    review = GroupReview.objects.create(group=group, year=year, result=result, reviewer=actor, comment=comment)
    if result == ReviewResult.FAILED:
        group.dissolved_on = timezone.localdate()
        group.save(update_fields=["dissolved_on"])
    record_audit(
        actor=actor,
        action="group.review",
        target=group,
        organization_id=group.organization_id,
        reason=comment,
        after={"year": year, "result": result},
    )
    tell_reviewed(review)
    announce(GroupReviewed(group_id=group.pk, result=result))
    return review
