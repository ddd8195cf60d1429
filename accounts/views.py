"""Notices and the demo's sign-in. Signing in, out and changing the password are allauth's views in our templates."""

from typing import cast
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import services
from accounts.constants import NOTICES_PER_PAGE
from accounts.demo import demo_accounts
from accounts.models import Notice, TeacherProfile, User
from accounts.policies import can_read_notice
from core import access

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_GET
@access.signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first, unread ones marked."""
    own = Notice.objects.for_person(request.user)
    page = Paginator(own.select_related("sender"), NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/notices.html", {"page": page, "unread": own.unread().count()})


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
def findable(request: HttpRequest) -> HttpResponse:
    """Whether other people find this person by name; off unless they said yes themself."""
    person = cast(User, request.user)
    if request.method == "POST":
        wanted = request.POST.get("findable") == "1"
        services.set_findable(actor=person, person=person, findable=wanted)
        messages.success(request, _("现在能按姓名搜到你。") if wanted else _("现在搜不到你的姓名了。"))
        return redirect("accounts:findable")
    agreed = TeacherProfile.objects.filter(person=person, findable=True).exists()
    return render(request, "accounts/findable.html", {"agreed": agreed})


@require_POST
@access.checked("accounts.can_read_notice")
def open_notice(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark one notice as read and go where it asks to act."""
    notice = get_object_or_404(Notice, public_id=public_id)
    access.require(can_read_notice(request.user, notice))
    services.mark_read(actor=request.user, notice=notice)
    return redirect(notice.url or "accounts:notices")


@require_POST
@access.signed_in
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read."""
    count = services.mark_all_read(actor=request.user)
    if count:
        messages.success(request, _("已把%(count)d条通知标为已读。") % {"count": count})
    return redirect("accounts:notices")


@require_POST
@never_cache
@access.public
def demo_sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the demo's account of a role; 404 where no demo is loaded, 429 when pressed too often."""
    if not ratelimit.consume(request, action="demo_sign_in"):
        return ratelimit.respond_429(request)
    account = next((each for each in demo_accounts() if each.role == role), None)
    if account is None:
        raise Http404
    login(request, account.person, backend=MODEL_BACKEND)
    messages.success(request, _("现在以%(label)s的身份浏览演示数据。") % {"label": account.label})
    return redirect(account.start)
