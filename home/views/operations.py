"""The operator's page and its buttons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import access
from home.operations import operations_context
from home.services import retry_outbox
from organizations.policies import can_operate


@access.checked("organizations.can_operate")
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Does everything run, and what needs my hand?"""
    access.require(can_operate(request.user))
    return render(request, "home/operations.html", operations_context(request))


@access.checked("organizations.can_operate")
@require_POST
def retry_rows(request: HttpRequest) -> HttpResponse:
    """Give dead rows another set of tries: one (``row``), or all of a consumer (``consumer``), or all."""
    access.require(can_operate(request.user))
    row = request.POST.get("row", "")
    retried = retry_outbox(
        actor=request.user,
        row_id=int(row) if row.isdecimal() and len(row) < 19 else None,
        consumer=request.POST.get("consumer", ""),
    )
    if retried:
        told = ngettext("%(n)d项已重新排队。", "%(n)d项已重新排队。", retried) % {"n": retried}
        messages.success(request, told)
    else:
        messages.info(request, _("没有要重试的：可能刚刚处理过。"))
    return redirect("home:operations")
