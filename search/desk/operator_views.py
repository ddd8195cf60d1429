"""Work on an index, started and watched from the operator's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core import access
from core.exceptions import Refusal
from organizations.policies import can_operate
from search.constants import JobKind, JobState
from search.desk.jobs import start_job
from search.desk.models import UNFINISHED, IndexJob

OPERATIONS = "/operations/"  # the front door's page; this floor may not name it by its route


@access.checked("organizations.can_operate")
@require_POST
def start_index_job(request: HttpRequest, engine: str, kind: str) -> HttpResponse:
    """Put a rebuild, a comparison or a repair in the queue."""
    access.require(can_operate(request.user))
    try:
        job = start_job(actor=request.user, kind=kind, engine=engine)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("“%(work)s”已排队，可以离开这一页。") % {"work": job.get_kind_display()})
    return redirect(f"{OPERATIONS}#search")


@access.checked("organizations.can_operate")
@require_safe
def index_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The job's state alone, for the page that watches it."""
    access.require(can_operate(request.user))
    job = get_object_or_404(IndexJob, pk=job_id)
    return render(request, "search/parts/index_job.html", {"job": job_status(job)})


def job_status(job: IndexJob) -> dict[str, Any]:
    """What ``<c-job-status>`` takes."""
    percent = 100 if job.state == JobState.DONE else min(99, 100 * job.done // job.total) if job.total else 0
    return {
        "name": job.get_kind_display(),
        "state": job.state,
        "percent": percent,
        "note": outcome(job),
        "poll_url": reverse("search:index_job", args=[job.pk]) if job.state in UNFINISHED else "",
    }


def outcome(job: IndexJob) -> str:
    """One sentence about a job: how far it is, what it found, or why it failed."""
    if job.state == JobState.FAILED:
        return _("原因：%(error)s") % {"error": job.error}
    if job.state != JobState.DONE:
        return _("已写%(done)d/%(total)d条") % {"done": job.done, "total": job.total} if job.total else _("等待处理")
    if job.kind == JobKind.REBUILD:
        return ngettext("写入%(n)d条", "写入%(n)d条", job.done) % {"n": job.done}
    if not job.missing and not job.surplus:
        return _("没有差异")
    found = _("缺少或过时%(missing)d条，多余%(surplus)d条") % {"missing": job.missing, "surplus": job.surplus}
    return _("%(found)s，已修复") % {"found": found} if job.kind == JobKind.HEAL else found
