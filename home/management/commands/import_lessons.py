"""``manage.py import_lessons FILE``: lessons from a JSONL or CSV file (``docs/features/importing-lessons.md``).

It stands here because a lesson needs the page of its organization, which belongs to this floor.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from core.exceptions import Refusal
from courses.exceptions import UnreadableImport
from courses.importing import (
    ImportReport,
    find_mapping,
    import_lessons,
    load_mapping,
    pending_keys,
    read_rows,
    retry_failed,
    wait_until_findable,
)
from home.services import ensure_organization_page
from taxonomy.services import load_vocabulary

SHOWN = 20


class Command(BaseCommand):
    """Import lessons and return when they can be found."""

    help = "Import lessons from a JSONL or CSV file; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """File, mapping, and how long to wait."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="YAML: our field ← column of the source")
        parser.add_argument("--no-wait", action="store_true", help="return before the lessons are findable")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--report", type=Path, help="write the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, wait, report. An unreadable file or mapping ends with code 1."""
        try:
            rows = read_rows(options["file"])
            mapping = load_mapping(options["mapping"] or find_mapping(rows[0].values))
        except UnreadableImport as error:
            raise CommandError(error.message) from error
        if mapping.name:
            self.stdout.write(f"mapping: {mapping.name}")
        if not options["dry_run"]:
            load_vocabulary()
        try:
            report = import_lessons(
                actor=None,
                rows=rows,
                mapping=mapping,
                parent_for=lambda organization: ensure_organization_page(organization=organization, actor=None),
                dry_run=options["dry_run"],
                progress=partial(tqdm, desc="lessons", unit="row", mininterval=0.5),
            )
        except Refusal as error:
            raise CommandError(error.message) from error
        self._settle(report, wait=not options["no_wait"])
        self._tell(report, dry_run=options["dry_run"])
        if options["report"]:
            options["report"].write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")

    def _settle(self, report: ImportReport, *, wait: bool) -> None:
        retry_failed(report.keys)
        report.pending, report.failed = pending_keys(report.keys)
        if not wait or not report.pending:
            return
        with tqdm(total=report.pending, desc="findable", unit="row", mininterval=0.5) as bar:

            def told(waiting: int) -> None:
                bar.n = max(bar.total - waiting, 0)
                bar.refresh()

            report.pending, report.failed = wait_until_findable(report.keys, told=told)

    def _tell(self, report: ImportReport, *, dry_run: bool) -> None:
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.total} rows in {report.seconds:.1f} s: {would}created {report.created}, {would}updated "
            f"{report.updated}, unchanged {report.unchanged}, rejected {len(report.rejected)}"
        )
        for name, count in sorted(report.changes.items()):
            self.stdout.write(f"  changed {name}: {count}")
        for label, entries in (("rejected", report.rejected), ("note", report.notes)):
            for entry in entries[:SHOWN]:
                self.stdout.write(f"  {label}: row {entry.row}, {entry.field or 'row'}: {entry.reason}")
            if len(entries) > SHOWN:
                self.stdout.write(f"  … {len(entries) - SHOWN} more, see --report")
        if report.failed:
            self.stdout.write(self.style.ERROR(f"not findable, indexing failed: {report.failed}"))
        if report.pending:
            self.stdout.write(f"pending: {report.pending} not findable yet")
        elif not dry_run and not report.failed:
            self.stdout.write("all findable")
