"""The card in the rail of a series or a run: what one can do now, and why not where one cannot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from training.availability import day_words, enrolment_closed, seats_left, session_words
from training.constants import Consent, EnrolmentStatus, RunMode, RunStatus
from training.models import CourseRun, Enrolment
from training.services.enrolment import waiting_position

SESSIONS_IN_A_CARD = 3


def enrol_card(person: Any, runs: Sequence[CourseRun], enrolment: Enrolment | None, *, action: str) -> dict[str, Any]:
    """What ``parts/enrol_card.html`` takes: ``card`` of ``<c-enrol-card>`` and the buttons that make sense now.

    ``runs`` are those that may be chosen, ``enrolment`` is the person's place in one of them; ``action`` is the address
    that enrols by the chosen ``run``.
    """
    if enrolment is not None:
        return _placed(enrolment)
    now = timezone.now()
    choices = [_choice(run, now) for run in runs]
    free = [choice for choice in choices if not choice["disabled"]]
    if free:
        free[0]["checked"] = True
    card = {
        "title": _("报名"),
        "status": _("正在报名") if free else _("暂不能报名"),
        "status_kind": "action" if free else "",
        "action": action,
        "runs": choices,
        "legend": _("选一期"),
    }
    return {"card": card, "enrol": bool(free), "signed_in": bool(getattr(person, "pk", None))}


def run_lines(run: CourseRun) -> list[str]:
    """Days, meetings, place and seats of a run, a line each."""
    sessions = list(run.sessions.all())
    lines = [_("%(start)s—%(end)s") % {"start": day_words(run.starts_on), "end": day_words(run.ends_on)}]
    if run.mode == RunMode.ALWAYS_OPEN:
        lines = [_("随到随学，%(end)s前完成") % {"end": day_words(run.ends_on)}]
    lines += [_("面授：%(when)s") % {"when": session_words(each)} for each in sessions[:SESSIONS_IN_A_CARD]]
    if len(sessions) > SESSIONS_IN_A_CARD:
        lines.append(_("面授共%(n)s次") % {"n": len(sessions)})
    if run.place:
        lines.append(run.place)
    if run.capacity is None:
        lines.append(_("已报%(taken)s人，名额不限") % {"taken": run.taken})
    else:
        lines.append(_("已报%(taken)s人，名额%(places)s人") % {"taken": run.taken, "places": run.capacity})
    return lines


def _choice(run: CourseRun, now: datetime) -> dict[str, Any]:
    closed = enrolment_closed(run, now)
    reason = closed or (_("名额已满，报名后进入候补") if seats_left(run) == 0 else "")
    return {
        "value": str(run.public_id),
        "label": _("第%(n)s期") % {"n": run.number},
        "lines": run_lines(run),
        "disabled": bool(closed),
        "reason": reason,
        "checked": False,
    }


def _placed(enrolment: Enrolment) -> dict[str, Any]:
    run = enrolment.run
    number = {"n": run.number}
    card: dict[str, Any] = {"action": f"/runs/{run.public_id}/withdraw/", "steps": _steps(enrolment)}
    if enrolment.status == EnrolmentStatus.COMPLETED:
        card |= {"title": _("你已学完第%(n)s期") % number, "status": _("已结业"), "status_kind": "done"}
    elif enrolment.status == EnrolmentStatus.WAITING:
        card |= {
            "title": _("你在第%(n)s期候补") % number,
            "status": _("候补第%(n)s位") % {"n": waiting_position(enrolment)},
            "status_kind": "notice",
            "notice": _("有人退出时按报名先后递补，轮到了会通知你。"),
        }
    elif enrolment.consent == Consent.ASKED:
        card |= {
            "title": _("你已报名第%(n)s期") % number,
            "status": _("待学校同意"),
            "status_kind": "notice",
            "notice": _("名额给你留着，学校同意后可以开始学习。"),
        }
    else:
        card |= {"title": _("你已报名第%(n)s期") % number, "status": _("已录取"), "status_kind": "done"}
    over = run.status in (RunStatus.FINISHED, RunStatus.CANCELLED)
    return {
        "card": card,
        "run_url": f"/runs/{run.public_id}/",
        "learn": enrolment.status != EnrolmentStatus.WAITING and enrolment.consent != Consent.ASKED,
        "completed": enrolment.status == EnrolmentStatus.COMPLETED,
        "withdraw": enrolment.status in (EnrolmentStatus.ENROLLED, EnrolmentStatus.WAITING) and not over,
    }


def _steps(enrolment: Enrolment) -> list[dict[str, str]]:
    run, today = enrolment.run, timezone.localdate()
    at = timezone.localtime(enrolment.enrolled_at)
    seated = enrolment.status != EnrolmentStatus.WAITING
    started = today >= run.starts_on
    completed = enrolment.completed_at
    opens = {"name": _("开课"), "note": day_words(run.starts_on), "state": "done" if seated and started else ""}
    ends = {"name": _("学完结业"), "note": _("%(day)s前完成各单元") % {"day": day_words(run.ends_on)}, "state": ""}
    if completed:
        ends |= {"note": day_words(timezone.localtime(completed).date()), "state": "done"}
    elif seated and started:
        ends["state"] = "current"
    elif seated:
        opens["state"] = "current"
    return [{"name": _("你报名"), "note": f"{day_words(at.date())} {at:%H:%M}", "state": "done"}, opens, ends]
