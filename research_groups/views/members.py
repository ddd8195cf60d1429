"""The people of a group by date: add or ask, answer, give roles, end, leave, change the host."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import access
from organizations.policies import can_manage_groups
from research_groups.constants import GroupRole, InvitationAnswer
from research_groups.group_forms import EndForm, HostForm, MemberForm
from research_groups.group_page import member_rows
from research_groups.models import GroupInvitation, GroupMember, ResearchGroup
from research_groups.policies import (
    can_answer_invitation,
    can_appoint_member,
    can_leave_group,
    can_review_group,
    can_run_group,
)
from research_groups.services import (
    add_member,
    answer_invitation,
    change_host,
    end_member,
    invite_member,
    withdraw_invitation,
)
from research_groups.views.answers import answered, tried
from research_groups.views.keeping import kept


@access.checked("research_groups.can_run_group")
@require_safe
def members(request: HttpRequest, code: str) -> HttpResponse:
    """Who is in the group, since when, and who is asked; the forms stand beside."""
    return _page(request, kept(request, code))


@access.checked("research_groups.can_run_group")
@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Take a person in; a host asks those of other organizations first."""
    group = kept(request, code)
    form = MemberForm(request.POST, organization=group.organization)

    def write() -> str:
        given = form.cleaned_data
        if can_appoint_member(request.user, group, given["person"]):
            add_member(actor=request.user, group=group, **given)
            return str(_("已添加%(name)s。") % {"name": given["person"]})
        invite_member(actor=request.user, group=group, **given)
        return str(_("已邀请%(name)s，接受后成为成员。") % {"name": given["person"]})

    return _answer(request, group, "adding", form, write)


@access.checked("research_groups.can_run_group")
@require_POST
def withdraw(request: HttpRequest, code: str, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    group = kept(request, code)
    invitation = get_object_or_404(group.invitations, pk=invitation_id)
    said = _("已撤回对%(name)s的邀请。") % {"name": invitation.person}
    answered(request, lambda: withdraw_invitation(actor=request.user, invitation=invitation), said)
    return redirect("research_groups:members", group.code)


@access.checked("research_groups.can_answer_invitation")
@require_POST
def answer(request: HttpRequest, code: str, invitation_id: int) -> HttpResponse:
    """The invited person says yes or no."""
    invitation = get_object_or_404(GroupInvitation.objects.select_related("group"), group__code=code, pk=invitation_id)
    access.require(can_answer_invitation(request.user, invitation))
    accept = request.POST.get("do") == "accept"
    said = _("你已是成员。") if accept else _("已谢绝，主持人会收到通知。")
    answered(request, lambda: answer_invitation(actor=request.user, invitation=invitation, accept=accept), said)
    return redirect(invitation.group)


@access.checked("organizations.can_manage_groups")
@require_POST
def host(request: HttpRequest, code: str) -> HttpResponse:
    """Give the group another host; only who manages the groups of its organization."""
    group = kept(request, code)
    access.require(can_manage_groups(request.user, group.organization))
    form = HostForm(request.POST, organization=group.organization, prefix="host")

    def write() -> str:
        given = form.cleaned_data
        change_host(actor=request.user, group=group, person=given["person"], on=given["since"])
        return str(_("主持人已换成%(name)s。") % {"name": given["person"]})

    return _answer(request, group, "hosting", form, write)


@access.checked("research_groups.can_run_group")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, code: str, member_id: int) -> HttpResponse:
    """Ask for the last day, then end the membership. A host is replaced instead."""
    group = kept(request, code)
    member = get_object_or_404(group.members.exclude(role=GroupRole.HOST), pk=member_id, until=None)
    return _ended(request, group, member, back="research_groups:members")


@access.checked("research_groups.can_leave_group")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """The member themself says when they leave."""
    group = get_object_or_404(ResearchGroup, code=code)
    member = get_object_or_404(group.members, person_id=request.user.pk, until=None)
    access.require(can_leave_group(request.user, member))
    return _ended(request, group, member, back="research_groups:group")


def _ended(request: HttpRequest, group: ResearchGroup, member: GroupMember, *, back: str) -> HttpResponse:
    form = EndForm(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        if tried(form, lambda: end_member(actor=request.user, member=member, until=until)) is not None:
            messages.success(request, _("%(name)s已退出，以前的记录保留。") % {"name": member.person})
            return redirect(back, group.code)
    own = member.person_id == request.user.pk
    return render(
        request, "research_groups/member_end.html", {"group": group, "member": member, "form": form, "own": own}
    )


def _answer(
    request: HttpRequest, group: ResearchGroup, name: str, form: Form, write: Callable[[], str]
) -> HttpResponse:
    """Back to the members when it is written, else the page with the form as it was typed."""
    if form.is_valid() and (said := tried(form, write)) is not None:
        messages.success(request, said)
        return redirect("research_groups:members", group.code)
    return _page(request, group, **{name: form})


def _page(request: HttpRequest, group: ResearchGroup, **forms: Form) -> HttpResponse:
    manages = can_manage_groups(request.user, group.organization)
    open_ones = group.invitations.filter(answer=InvitationAnswer.OPEN).select_related("person")
    context: dict[str, Any] = {
        "group": group,
        "today": timezone.localdate(),
        "rows": member_rows(group),
        "invitations": open_ones,
        "manages": manages,
        "adding": MemberForm(organization=group.organization),
        "hosting": HostForm(organization=group.organization, prefix="host") if manages else None,
        "reviews_it": can_review_group(request.user, group),
        "runs_it": can_run_group(request.user, group),
    }
    return render(request, "research_groups/members.html", context | forms)
