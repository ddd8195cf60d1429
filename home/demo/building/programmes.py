"""Course series with their units, and runs with their meetings and people."""

from datetime import timedelta

from django.utils.html import escape

from accounts.models import User
from courses.models import SeriesPage, UnitPage
from courses.services import add_unit, create_series, publish_series
from home.demo.building.site_plan import SitePlan
from home.demo.programme_shapes import Run, SeriesUnit
from organizations.constants import Role
from organizations.models import Membership
from training.constants import ENROLMENT_SOURCE, EnrolmentStatus, RunMode
from training.models import CourseRun, Enrolment
from training.services import approve_run, enrol, finish_run, propose_run, start_run


def build_series(plan: SitePlan) -> None:
    """Every series with its units, published by an editor of its institute."""
    for written in plan.progress(plan.content.series, "课程系列"):
        organization = plan.organizations[written.organization]
        editor = staff_of(plan, written.organization, Role.EDITOR)
        series = create_series(
            parent_page=organization.page,
            actor=editor,
            title=written.title,
            organization=organization,
            summary=written.summary,
            subject=plan.subject(written.subject),
            stage=plan.stages.get(written.stage),
            introduction=f"<p>{escape(written.introduction)}</p>",
            aims="<ul>" + "".join(f"<li>{escape(aim)}</li>" for aim in written.aims) + "</ul>",
            learning_type=written.learning_type,
            level=written.level,
            minutes=written.minutes,
        )
        plan.units[written.key] = [_unit(plan, series, unit, editor) for unit in written.units]
        publish_series(series=series, actor=editor)
        series.refresh_from_db()
        plan.series[written.key] = series


def _unit(plan: SitePlan, series: SeriesPage, unit: SeriesUnit, editor: User | None) -> UnitPage:
    questions = [
        {
            "question": one.question,
            "choices": [(text, n in one.answers) for n, text in enumerate(one.choices, start=1)],
            "explanation": one.explanation,
        }
        for one in unit.questions
    ]
    return add_unit(
        series=series,
        actor=editor,
        title=unit.title,
        kind=unit.kind,
        module=unit.module,
        minutes=unit.minutes,
        body=f"<p>{escape(unit.body)}</p>" if unit.body else "",
        lesson=plan.lessons.get(unit.lesson),
        questions=questions,
    )


def build_runs(plan: SitePlan) -> None:
    """Every run with its people, brought to the state it has today."""
    for written in plan.progress(sorted(plan.content.runs, key=lambda run: (run.series, run.number)), "班期"):
        run = _run(plan, written)
        if written.status == "proposed":
            continue
        officer = staff_of(plan, written.organization, Role.OFFICER) or plan.people.get("zhanghengyi")
        approve_run(actor=officer, run=run, at=plan.at(written.enrol_from - timedelta(days=7)))
        _people(plan, written, run)
        if written.status in ("running", "finished"):
            run.refresh_from_db()
            start_run(actor=None, run=run)
        if written.status == "finished":
            run.refresh_from_db()
            finish_run(actor=None, run=run)


def _run(plan: SitePlan, written: Run) -> CourseRun:
    series = next(one for one in plan.content.series if one.key == written.series)
    units = plan.units[written.series]
    return propose_run(
        actor=staff_of(plan, written.organization, Role.EDITOR),
        series=plan.series[written.series],
        enrol_from=plan.at(written.enrol_from, 8),
        enrol_until=plan.at(written.enrol_until, 18),
        starts_on=written.starts_on,
        ends_on=written.ends_on,
        organization=plan.organizations[written.organization],
        mode=RunMode(written.mode),
        capacity=written.capacity,
        place=written.place,
        contact=series.contact,
        sessions=[
            {
                "title": meeting.title,
                "unit": units[meeting.unit],
                "starts_at": plan.at(meeting.on, meeting.hour),
                "ends_at": plan.at(meeting.on, meeting.hour) + timedelta(minutes=meeting.minutes),
                "place": meeting.place,
            }
            for meeting in written.meetings
        ],
    )


def _people(plan: SitePlan, written: Run, run: CourseRun) -> None:
    """Who completed it, and who sits in it now. Somebody of the institute enrols: past days are no obstacle."""
    at = min(plan.at(written.enrol_from, 10), plan.at(plan.today, 0))
    for key in dict.fromkeys((*written.completed, *written.enrolled)):
        enrolment = enrol(actor=None, person=plan.people[key], run=run, now=at)
        if key in written.completed:
            plan.sources[f"run:{written.key}", key] = (
                ENROLMENT_SOURCE,
                str(enrolment.pk),
                f"/runs/{run.public_id}/",
            )
    if written.completed:
        done = [plan.people[key].pk for key in written.completed]
        Enrolment.objects.filter(run=run, person__in=done).update(
            status=EnrolmentStatus.COMPLETED, completed_at=plan.at(written.ends_on, 17)
        )


def staff_of(plan: SitePlan, organization_key: str, role: str) -> User | None:
    """Somebody with this role in the organization."""
    row = (
        Membership.objects.on(plan.today)
        .filter(organization=plan.organizations[organization_key], role=role)
        .select_related("person")
        .order_by("pk")
        .first()
    )
    person: User | None = row.person if row else None
    return person
