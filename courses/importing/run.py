"""The run: every row through the editor's service, rejected rows reported, nothing done twice."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.exceptions import Refusal
from core.receivers import page_key
from courses.editor_index import indexed_together
from courses.importing.mapping import Mapping
from courses.importing.places import Schools, Textbooks
from courses.importing.report import ImportReport, RowNote
from courses.importing.rows import LessonRow, RowReader
from courses.importing.source import SourceRow
from courses.models import LessonPage
from courses.services.lessons import create_lesson, revise_lesson
from organizations.models import Organization
from taxonomy.terms import Terms

Row = TypeVar("Row")
ParentFor = Callable[[Organization], Page]
COMMIT_SECONDS, PAUSE_SECONDS = 0.1, 0.01  # SQLite has one writer: leave gaps for the others
COMPARED = (
    "title",
    "organization_id",
    "volume_id",
    "node_id",
    "lesson_type",
    "period",
    "visibility",
    "licence",
    "released_on",
    "source_url",
)


@dataclass(frozen=True)
class _Reading:
    """What a row says, or why it cannot be read."""

    row: LessonRow | None
    problems: list[RowNote]


@dataclass
class _Run:
    """What one run carries from row to row."""

    actor: Any | None
    mapping: Mapping
    parent_for: ParentFor
    textbooks: Textbooks
    schools: Schools
    report: ImportReport
    present: dict[str, LessonPage]
    parents: dict[int, Page]
    dry_run: bool

    def forget(self) -> None:
        """Drop what a rolled back transaction may have created."""
        self.textbooks.forget()
        self.schools.forget()
        self.parents.clear()

    def take(self, row: LessonRow) -> None:
        """Create, update or leave one lesson."""
        values = self._values(row)
        lesson = self.present.get(row.source_id)
        if lesson is None:
            self._create(row, values)
        else:
            self._revise(lesson, row, values)

    def school_of(self, row: LessonRow) -> str:
        """The name under which the row's school is looked up, empty where there is none."""
        return row.school if self.schools.is_school(row.school) else self.mapping.school_fallback

    def parent(self, organization: Organization) -> Page:
        """The page below which the organization's lessons stand."""
        if organization.pk not in self.parents:
            self.parents[organization.pk] = self.parent_for(organization)
        return self.parents[organization.pk]

    def _values(self, row: LessonRow) -> dict[str, Any]:
        name = self.school_of(row)
        if not name:
            raise Refusal(_("“%(name)s”不像学校名") % {"name": row.school}, field="school")
        if name != row.school:
            note = _("“%(name)s”不像学校名，记在“%(fallback)s”下") % {"name": row.school, "fallback": name}
            self.report.notes.append(RowNote(row.number, "school", note))
        volume = self.textbooks.volume(row)
        return {
            "title": row.title,
            "organization": self.schools.organization(name),
            "volume": volume,
            "node": self.textbooks.node(row, volume) if volume else None,
            "lesson_type": row.lesson_type,
            "period": row.period,
            "visibility": self.mapping.visibility,
            "licence": self.mapping.licence,
            "released_on": row.released_on,
            "source_url": row.url,
        }

    def _create(self, row: LessonRow, values: dict[str, Any]) -> None:
        if not self.dry_run:
            lesson = create_lesson(
                parent_page=self.parent(values["organization"]),
                actor=self.actor,
                source=self.mapping.source,
                source_id=row.source_id,
                authors=[{"name": row.author}],
                publish=True,
                index_references=True,
                **values,
            )
            self.report.keys.add(page_key(lesson))
        self.report.created += 1

    def _revise(self, lesson: LessonPage, row: LessonRow, values: dict[str, Any]) -> None:
        self.report.keys.add(page_key(lesson))
        wanted = {name: _stored(values, name) for name in COMPARED}
        different = [name for name in COMPARED if getattr(lesson, name) != wanted[name]]
        names = [author.name for author in lesson.authors.all() if author.person_id is None]
        if names != [row.author] and row.author:
            different.append("authors")
        if not different:
            self.report.unchanged += 1
            return
        if not self.dry_run:
            authors = [{"name": row.author}] if "authors" in different else None
            revise_lesson(lesson=lesson, actor=self.actor, publish=lesson.live, authors=authors, **values)
            ReferenceIndex.create_or_update_for_object(lesson)
        self.report.updated += 1
        for name in different:
            self.report.changes[name] = self.report.changes.get(name, 0) + 1


def import_lessons(
    *,
    actor: Any | None,
    rows: list[SourceRow],
    mapping: Mapping,
    parent_for: ParentFor,
    dry_run: bool = False,
    progress: Callable[[Iterable[SourceRow]], Iterable[SourceRow]] = iter,
) -> ImportReport:
    """Bring the lessons of ``rows`` in; running it again, after a kill too, does only what is missing.

    ``parent_for`` gives the page below which an organization publishes (an upper app owns that page type). A rejected
    row never stops the run. ``source`` of the mapping and the row's ``source_id`` find a lesson again.
    """
    started = time.monotonic()
    report = ImportReport()
    schools = Schools(mapping, actor=actor, create=not dry_run)
    reader = RowReader(mapping, Terms.load())
    schools.prepare(filter(schools.is_school, (mapping.rules["school"].read(row.values) for row in rows)))
    run = _Run(
        actor=actor,
        mapping=mapping,
        parent_for=parent_for,
        textbooks=Textbooks(mapping.scheme, actor=actor, create=not dry_run),
        schools=schools,
        report=report,
        present=_present(mapping.source),
        parents={},
        dry_run=dry_run,
    )
    readings = {row.number: _Reading(reader.read(row), reader.problems) for row in rows}
    if not dry_run:
        _prepare_parents(run, [each.row for each in readings.values() if each.row])
    seen: dict[str, int] = {}
    for batch in _batches(progress(rows)):
        # Wagtail would write the reference index of a page again for each of its children.
        with transaction.atomic(), disable_reference_index_auto_update(), indexed_together():
            for source_row in batch:
                _take(run, readings[source_row.number], seen)
    report.seconds = time.monotonic() - started
    return report


def _prepare_parents(run: _Run, rows: list[LessonRow]) -> None:
    """Pages of the organizations of all new lessons, by name.

    Wagtail keeps the shelves that come with them in the order of their names: one that comes between two others
    moves all that follow.
    """
    names = {run.school_of(row) for row in rows if row.source_id not in run.present} - {""}
    for batch in _batches(sorted(names)):
        with transaction.atomic():
            for name in batch:
                if organization := run.schools.organization(name):
                    run.parent(organization)


def _batches(rows: Iterable[Row]) -> Iterator[Iterator[Row]]:
    """Short transactions: each batch ends after ``COMMIT_SECONDS``."""
    source = iter(rows)
    exhausted = object()
    first = next(source, exhausted)
    while first is not exhausted:
        started = time.monotonic()

        def batch(head: Any, started: float = started) -> Iterator[Row]:
            yield head
            while time.monotonic() - started < COMMIT_SECONDS and (row := next(source, None)) is not None:
                yield row

        yield batch(first)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
        first = next(source, exhausted)


def _take(run: _Run, reading: _Reading, seen: dict[str, int]) -> None:
    row = reading.row
    if row is None:
        run.report.rejected.append(reading.problems[0])
        run.report.notes += reading.problems[1:]
        return
    if row.source_id in seen:
        reason = _("编号与第%(row)s行相同") % {"row": seen[row.source_id]}
        run.report.rejected.append(RowNote(row.number, "source_id", reason))
        return
    seen[row.source_id] = row.number
    try:
        with transaction.atomic():
            run.take(row)
    except (Refusal, ValidationError, DatabaseError) as error:
        run.forget()
        field = getattr(error, "field", "") or ""
        run.report.rejected.append(RowNote(row.number, field, getattr(error, "message", "") or str(error)))


def _present(source: str) -> dict[str, LessonPage]:
    lessons = LessonPage.objects.filter(source=source).exclude(source_id="").prefetch_related("authors")
    return {lesson.source_id: lesson for lesson in lessons}


def _stored(values: dict[str, Any], name: str) -> Any:
    if not name.endswith("_id"):
        return values[name]
    related = values[name.removesuffix("_id")]
    return related.pk if related else None
