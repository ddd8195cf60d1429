"""When a run takes people in and when learning in it counts; an answer is the reason why not, empty when it is open."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.constants import OPEN_RUN_STATUSES, RunMode, RunStatus
from training.models import CourseRun

SELF_SERVICE = (RunMode.SELF_ENROL, RunMode.ALWAYS_OPEN)


def day_words(day: date) -> str:
    """``6月6日``."""
    return date_format(day, "MONTH_DAY_FORMAT")


def run_closed(run: CourseRun) -> str:
    """Why nothing happens in this run at all."""
    if run.status in OPEN_RUN_STATUSES:
        return "" if run.series.live else _("这个课程系列已经下线。")
    return {
        RunStatus.PROPOSED: _("这一期还没有批准，批准后才能报名。"),
        RunStatus.RETURNED: _("这一期还没有批准，批准后才能报名。"),
        RunStatus.FINISHED: _("这一期已经结束。"),
        RunStatus.CANCELLED: _("这一期已经取消。"),
    }[RunStatus(run.status)]


def enrolment_closed(run: CourseRun, now: datetime, *, by_organizer: bool = False) -> str:
    """Why nobody can be taken in at ``now``; organizers are not bound to the days and the mode of enrolment."""
    closed = run_closed(run)
    if closed or by_organizer:
        return closed
    if run.mode not in SELF_SERVICE:
        return _("这一期由%(mode)s，不能自己报名。") % {"mode": run.get_mode_display()}
    return round_closed(run, now)


def round_closed(run: CourseRun, now: datetime) -> str:
    """Why neither round of enrolment (or nomination) is on at ``now``."""
    rounds = [(run.enrol_from, run.enrol_until)]
    if run.second_from and run.second_until:
        rounds.append((run.second_from, run.second_until))
    if any(start <= now <= end for start, end in rounds):
        return ""
    coming = opens_at(run, now)
    if coming is None:
        return _("报名已在%(day)s截止。") % {"day": day_words(closes_at(run, now).date())}
    day = {"day": day_words(coming.date())}
    return _("%(day)s开始报名。") % day if coming == run.enrol_from else _("%(day)s开始第二轮报名。") % day


def closes_at(run: CourseRun, now: datetime) -> datetime:
    """End, in local time, of the round that is on at ``now`` or comes next; of the last one when all are over."""
    later = run.second_until if run.enrol_until < now else None
    return timezone.localtime(later or run.enrol_until)


def opens_at(run: CourseRun, now: datetime) -> datetime | None:
    """Start, in local time, of the next round; ``None`` when the last one has begun."""
    coming = min((start for start in (run.enrol_from, run.second_from) if start and now < start), default=None)
    return timezone.localtime(coming) if coming else None


def learning_closed(run: CourseRun, day: date) -> str:
    """Why learning in this run does not count on ``day``."""
    closed = run_closed(run)
    if closed:
        return closed
    if day < run.starts_on:
        return _("%(day)s开课，开课后学习才计入。") % {"day": day_words(run.starts_on)}
    if day > run.ends_on:
        return _("已在%(day)s结课，现在看不再计入。") % {"day": day_words(run.ends_on)}
    return ""


def seats_left(run: CourseRun) -> int | None:
    """Free seats, ``None`` without a limit."""
    return None if run.capacity is None else max(run.capacity - run.taken, 0)


def session_words(session: Any) -> str:
    """When a session is: ``6月6日（周六）9:00—11:15``."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    weekdays = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    return _("%(day)s（%(weekday)s）%(start)s—%(end)s") % {
        "day": day_words(start.date()),
        "weekday": weekdays[start.weekday()],
        "start": f"{start.hour}:{start.minute:02}",
        "end": f"{end.hour}:{end.minute:02}",
    }
