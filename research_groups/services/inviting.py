"""Asking somebody into a group, and their answer. A membership comes only of the person's own yes."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exceptions import Refusal
from core.services import move_status, record_audit
from research_groups.constants import GroupRole, InvitationAnswer
from research_groups.models import GroupInvitation, GroupMember, ResearchGroup
from research_groups.services.groups import add_member
from research_groups.services.telling import tell_answered, tell_invited


@transaction.atomic
def invite_member(
    *, actor: Any, group: ResearchGroup, person: Any, since: date, role: str = GroupRole.MEMBER
) -> GroupInvitation:
    """Ask ``person`` into the group from ``since`` on. Refuses members, hosts by invitation, and asking twice."""
    if role == GroupRole.HOST:
        raise Refusal(_("主持人由所在单位更换，不能邀请。"), field="role")
    if group.members.filter(person=person, until=None).exists():
        raise Refusal(_("%(name)s已经是成员。") % {"name": person}, field="person")
    try:
        with transaction.atomic():
            invitation = GroupInvitation.objects.create(
                group=group, person=person, since=since, role=role, invited_by=actor
            )
    except IntegrityError as error:
        raise Refusal(_("已经邀请过%(name)s，还在等答复。") % {"name": person}, field="person") from error
    record_audit(
        actor=actor,
        action="group.invite",
        target=group,
        organization_id=group.organization_id,
        after={"person": person.pk, "role": role, "since": since},
    )
    tell_invited(invitation)
    return invitation


@transaction.atomic
def answer_invitation(*, actor: Any, invitation: GroupInvitation, accept: bool) -> GroupMember | None:
    """The person's answer; a yes makes them a member, not before today. Refuses one that was answered or withdrawn."""
    group = invitation.group
    if accept and group.dissolved_on is not None:
        raise Refusal(_("这个团队已经解散。"))
    _close(invitation, InvitationAnswer.ACCEPTED if accept else InvitationAnswer.DECLINED, actor, "group.answer")
    tell_answered(invitation)
    if not accept:
        return None
    since = max(invitation.since, timezone.localdate())
    return add_member(actor=actor, group=group, person=invitation.person, since=since, role=invitation.role)


@transaction.atomic
def withdraw_invitation(*, actor: Any, invitation: GroupInvitation) -> GroupInvitation:
    """Take the question back before it was answered."""
    _close(invitation, InvitationAnswer.WITHDRAWN, actor, "group.invitation_withdrawn")
    return invitation


def _close(invitation: GroupInvitation, answer: InvitationAnswer, actor: Any, action: str) -> None:
    move_status(
        invitation,
        field="answer",
        to=answer,
        allowed=(InvitationAnswer.OPEN,),
        actor=actor,
        action=action,
        organization_id=invitation.group.organization_id,
        changes={"answered_at": timezone.now()},
        noted={"group": invitation.group_id, "person": invitation.person_id},
        refusal=Refusal(_("这个邀请已经答复或撤回。")),
    )
