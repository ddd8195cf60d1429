"""Telling people what a group or an activity has for them: one notice per fact, each says why it came."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.constants import NoticeKind
from accounts.services.notices import Message, send_notices
from research_groups.models import Activity, GroupInvitation, GroupMember, GroupReview, Participation
from research_groups.querysets import host_of


def tell_approved(activity: Activity, *, actor: Any) -> None:
    """The host hears it, and who gets no hours yet hears why; the others hear of their hours from the ledger."""
    title = _("已认定：%(activity)s") % {"activity": activity.title}
    _tell_host(activity, actor, title, _("到场并交齐产出的老师会得到学时。"))
    people = activity.participations.select_related("person")
    owing = people.filter(attended_at__isnull=False, handed_in_at=None)
    _tell(activity, actor, owing, title=title, body=_("你的产出还没有交齐，交齐就计学时。"), key="approved")
    absent = people.filter(attended_at=None)
    body = _("没有你的到场记录，不计学时。到了场的，请主持人补记。")
    _tell(activity, actor, absent, title=title, body=body, key="approved")


def tell_returned(activity: Activity, *, actor: Any) -> None:
    """The host reads the reason; who takes part, that their hours wait."""
    title = _("退回修改：%(activity)s") % {"activity": activity.title}
    _tell_host(activity, actor, title, activity.return_reason)
    host = host_of(activity.group) if activity.group else None
    others = activity.participations.exclude(person=host).select_related("person")
    body = _("主持人改好会再送，认定以后计学时。")
    _tell(activity, actor, others, title=title, body=body, key=f"returned-{activity.return_reason}")


def tell_attendance(participation: Participation, *, actor: Any) -> None:
    """Presence was noted or taken back after the list had gone to the institute."""
    activity = participation.activity
    if participation.attended_at is None:
        said, body = _("到场记录取消了：%(activity)s"), _("没有到场记录不计学时。记错了的，请联系主持人。")
    else:
        said, body = _("补记了你的到场：%(activity)s"), _("产出交齐、活动认定以后计学时。")
    title = said % {"activity": activity.title}
    _tell(activity, actor, [participation], title=title, body=body, key=f"presence-{timezone.now().isoformat()}")


def tell_cancelled(activity: Activity, *, actor: Any, reason: str) -> None:
    """Everybody who had joined reads why it does not take place."""
    people = activity.participations.select_related("person")
    title = _("活动取消：%(activity)s") % {"activity": activity.title}
    _tell(activity, actor, people, title=title, body=reason, key="cancelled")


def tell_moved(activity: Activity, *, actor: Any, when: str) -> None:
    """Time or place changed after people had joined; told once for each new time and place."""
    people = activity.participations.select_related("person")
    title = _("时间或地点改了：%(activity)s") % {"activity": activity.title}
    _tell(activity, actor, people, title=title, body=when, key=f"moved-{when}")


def tell_listed(participation: Participation, *, actor: Any) -> None:
    """Somebody was put on the list by whoever runs the activity."""
    title = _("你已列入活动：%(activity)s") % {"activity": participation.activity.title}
    _tell(participation.activity, actor, [participation], title=title, body="", key="listed")


def tell_unlisted(participation: Participation, *, actor: Any) -> None:
    """Somebody was taken off the list by whoever runs the activity."""
    title = _("你已移出活动名单：%(activity)s") % {"activity": participation.activity.title}
    body = _("要参加可以重新报名，有疑问请联系主持人。")
    _tell(participation.activity, actor, [participation], title=title, body=body, key="unlisted")


def tell_invited(invitation: GroupInvitation) -> None:
    """The person is asked; the group's page takes the answer."""
    group = invitation.group
    said = _("%(name)s邀请你加入%(group)s") % {"name": invitation.invited_by, "group": group.name}
    key = f"group-invitation:{invitation.pk}"
    _send(
        invitation.invited_by,
        group.get_absolute_url(),
        _("主持人邀请了你"),
        [Message(invitation.person, said, _("在团队页答复：接受，或者谢绝。"), key)],
    )


def tell_answered(invitation: GroupInvitation) -> None:
    """Whoever asked hears the answer."""
    group = invitation.group
    said = _("%(name)s%(answer)s了邀请：%(group)s") % {
        "name": invitation.person,
        "answer": invitation.get_answer_display().removeprefix("已"),
        "group": group.name,
    }
    key = f"group-answer:{invitation.pk}"
    _send(
        invitation.person,
        f"{group.get_absolute_url()}members/",
        _("你邀请了这位老师"),
        [Message(invitation.invited_by, said, "", key)],
    )


def tell_appointed(member: GroupMember, *, actor: Any) -> None:
    """Somebody is in a group now, with the way out of it."""
    if actor is None or member.person == actor:
        return
    group = member.group
    title = _("你已是%(group)s的%(role)s") % {"group": group.name, "role": member.get_role_display()}
    key = f"group-member:{member.pk}"
    _send(
        actor,
        group.get_absolute_url(),
        _("所在单位或主持人添加了你"),
        [Message(member.person, title, _("有疑问请联系主持人；不参加可以在团队页退出。"), key)],
    )


def tell_ended(member: GroupMember, *, actor: Any) -> None:
    """Somebody else ended a membership."""
    if actor is None or member.person == actor or member.until is None:
        return
    title = _("你在%(group)s的成员身份到%(day)s为止") % {
        "group": member.group.name,
        "day": date_format(member.until, "DATE_FORMAT"),
    }
    message = Message(member.person, title, _("以前的活动、产出和学时都保留。"), f"group-member-ended:{member.pk}")
    _send(actor, member.group.get_absolute_url(), _("所在单位或主持人办了退出"), [message])


def tell_reviewed(review: GroupReview) -> None:
    """The host reads result and comment."""
    host = host_of(review.group)
    if host is None or host == review.reviewer:
        return
    title = _("%(year)s学年考核%(result)s：%(group)s") % {
        "year": review.year,
        "result": review.get_result_display(),
        "group": review.group.name,
    }
    _send(
        review.reviewer,
        review.group.get_absolute_url(),
        _("你是主持人"),
        [Message(host, title, review.comment, f"group-review:{review.pk}")],
    )


def _tell_host(activity: Activity, actor: Any, title: str, body: str) -> None:
    host = host_of(activity.group) if activity.group else None
    if host is None or host == actor:
        return
    key = f"activity-{activity.status}:{activity.pk}:{body[:80]}"
    _send(actor, activity.get_absolute_url(), _("你是主持人"), [Message(host, title, body, key)])


def _tell(activity: Activity, actor: Any, people: Iterable[Participation], *, title: str, body: str, key: str) -> None:
    messages = [
        Message(one.person, title, body, f"activity-{key}:{one.pk}"[:120]) for one in people if one.person != actor
    ]
    _send(actor, activity.get_absolute_url(), _("你参加了这个活动"), messages)


def _send(actor: Any, url: str, reason: str, messages: list[Message]) -> None:
    if messages:
        send_notices(actor=actor, kind=NoticeKind.ACTIVITY, reason=reason, url=url, messages=messages)
