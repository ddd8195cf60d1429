"""A run on its page: what is next, how far am I, when do we meet."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.constants import UnitKind
from courses.models import UnitPage
from courses.series_view import ICONS, hours_text
from training.availability import day_words, learning_closed, session_words
from training.constants import SEATED_STATUSES, Consent, EnrolmentStatus, RunMode, RunStatus
from training.enrol_card import enrol_card
from training.models import CourseRun, Enrolment, UnitProgress
from training.run_desk import run_desk
from training.services.completion import units_of
from training.services.enrolment import active_enrolment

TAG_KINDS = {
    RunStatus.PROPOSED: "notice",
    RunStatus.RETURNED: "danger",
    RunStatus.CANCELLED: "danger",
    RunStatus.FINISHED: "",
}


def unit_url(run: CourseRun, unit: UnitPage) -> str:
    """Where a unit is learned in a run."""
    return f"/runs/{run.public_id}/units/{unit.code}/"


def run_context(person: Any, run: CourseRun) -> dict[str, Any]:
    """Template variables of ``/runs/<id>/``."""
    enrolment = active_enrolment(person, run) if getattr(person, "pk", None) else None
    if enrolment is not None:
        enrolment.run = run
    units = units_of(run)
    seated = enrolment is not None and enrolment.status in SEATED_STATUSES and enrolment.consent != Consent.ASKED
    progress = progress_by_unit(enrolment)
    done = sum(1 for unit in units if _done(progress.get(unit.pk)))
    following = next((unit for unit in units if not _done(progress.get(unit.pk))), None)
    closed = learning_closed(run, timezone.localdate())
    return {
        "run": run,
        "name": _("%(series)s · 第%(n)s期") % {"series": run.series.title, "n": run.number},
        "number": _("第%(n)s期") % {"n": run.number},
        "status_kind": TAG_KINDS.get(RunStatus(run.status), "action"),
        "facts": run_facts(run),
        "enrolment": enrolment,
        "seated": seated,
        "completed": enrolment is not None and enrolment.status == EnrolmentStatus.COMPLETED,
        "done": done,
        "total": len(units),
        "percent": 100 * done / len(units) if units else 0,
        "following": {"title": following.title, "url": unit_url(run, following)} if following and seated else None,
        "closed": closed,
        "units": unit_rows(run, units, progress, current=following if seated else None, open_for_learning=seated),
        "sessions": session_rows(run),
        "desk": run_desk(person, run),
        **enrol_card(person, [run], enrolment, action=f"/runs/{run.public_id}/enrol/"),
    }


def run_facts(run: CourseRun) -> list[tuple[str, str]]:
    """Days, hours, seats and who to ask."""
    facts = [(_("学完计"), hours_text(run.series.minutes))]
    if run.mode != RunMode.ALWAYS_OPEN:
        facts.append((_("开课"), day_words(run.starts_on)))
    facts.append((_("结课"), day_words(run.ends_on)))
    if run.second_from and run.second_until:
        first, last = timezone.localtime(run.second_from).date(), timezone.localtime(run.second_until).date()
        facts.append((_("第二轮报名"), _("%(first)s—%(last)s") % {"first": day_words(first), "last": day_words(last)}))
    places = _("不限") if run.capacity is None else str(run.capacity)
    facts.append((_("已报／名额"), f"{run.taken}／{places}"))
    if run.place:
        facts.append((_("地点"), run.place))
    if run.contact:
        facts.append((_("联系人"), run.contact))
    return facts


def session_rows(run: CourseRun) -> list[dict[str, Any]]:
    """The meetings, as ``<c-activity-list>`` takes them."""
    now = timezone.now()
    return [
        {
            "date": timezone.localtime(each.starts_at).date(),
            "title": each.title,
            "url": "",
            "status": _("已结束") if each.ends_at < now else "",
            "status_kind": "",
            "kind": _("面授"),
            "meta": [part for part in (session_words(each), each.place or run.place) if part],
        }
        for each in run.sessions.all()
    ]


def progress_by_unit(enrolment: Enrolment | None) -> dict[int, UnitProgress]:
    """Stored progress by unit id; nothing without an enrolment."""
    return {} if enrolment is None else {row.unit_id: row for row in enrolment.progress.all()}


def unit_rows(
    run: CourseRun,
    units: list[UnitPage],
    progress: dict[int, UnitProgress],
    *,
    current: UnitPage | None,
    open_for_learning: bool,
) -> list[dict[str, Any]]:
    """The units with one's own progress, as ``<c-unit-list>`` takes them."""
    return [
        {
            "number": number,
            "id": f"unit-{unit.code}",
            "name": unit.title,
            "note": _("%(module)s · %(kind)s") % {"module": unit.get_module_display(), "kind": unit.get_kind_display()},
            "length": hours_text(unit.minutes),
            "open": open_for_learning or number == 1,
            "items": [_item(run, unit, progress.get(unit.pk), unit == current, open_for_learning)],
        }
        for number, unit in enumerate(units, start=1)
    ]


def _item(
    run: CourseRun, unit: UnitPage, progress: UnitProgress | None, current: bool, open_for_learning: bool
) -> dict[str, Any]:
    done = _done(progress)
    said = ""
    if progress is not None and not done and progress.percent:
        said = _("已计入%(percent)s%%") % {"percent": progress.percent}
    if progress is not None and progress.completed_at:
        said = _("%(day)s完成") % {"day": day_words(timezone.localtime(progress.completed_at).date())}
    return {
        "icon": ICONS[UnitKind(unit.kind)],
        "name": unit.title,
        "url": unit_url(run, unit) if open_for_learning else "",
        "note": asked_for(unit),
        "state": "done" if done else ("current" if current else ""),
        "state_text": said,
    }


def asked_for(unit: UnitPage) -> str:
    """What completes the unit, in a few words."""
    asked = {
        UnitKind.VIDEO: _("看满%(percent)s%%") % {"percent": unit.required_percent},
        UnitKind.READING: _("读完后标记"),
        UnitKind.TASK: _("写好后上交"),
        UnitKind.SESSION: _("到场后由开设单位登记"),
    }
    parts = [asked[UnitKind(unit.kind)]] if UnitKind(unit.kind) in asked else []
    if unit.quiz:
        parts.append(_("%(n)s题，%(percent)s%%以上合格") % {"n": len(unit.quiz), "percent": unit.pass_percent})
    return _("，").join(parts)


def _done(progress: UnitProgress | None) -> bool:
    return progress is not None and progress.completed_at is not None
