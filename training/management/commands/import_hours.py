"""``manage.py import_hours FILE``: a district's list of hours certified before the platform came."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from tqdm import tqdm

from core.exceptions import Refusal
from organizations.models import Organization
from training.hours_file import read_hours
from training.services import import_opening_balances


class Command(BaseCommand):
    """The list is posted once: a second run of the same file changes nothing."""

    help = "登记上线前由区核定的学时（CSV、XLSX或JSONL），见docs/features/importing-hours.md"

    def add_arguments(self, parser: CommandParser) -> None:
        """File, who certified, who runs it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--certifier", help="核定单位的名称；不写时由各人学校所在的区核定")
        parser.add_argument("--actor", help="经办人的账号")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不登记")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, post, report. Rejected rows are listed with row, column and reason; the others are posted."""
        try:
            rows = read_hours(options["file"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        people = len({row.staff_no or row.username for row in rows})
        with tqdm(total=people, unit="person", disable=None) as bar:
            report = import_opening_balances(
                actor=self._actor(options["actor"]),
                rows=rows,
                certifier=self._certifier(options["certifier"]),
                dry_run=options["dry_run"],
                on_person=bar.update,
            )
        for rejection in report.rejected:
            self.stdout.write(f"第{rejection.number}行 {rejection.column}：{rejection.reason}")
        self.stdout.write(
            f"rows {len(rows)}: created {report.created}, unchanged {report.unchanged}, rejected {len(report.rejected)}"
        )

    def _certifier(self, name: str | None) -> Organization | None:
        if not name:
            return None
        found = list(Organization.objects.filter(Q(name=name) | Q(short_name=name)))
        if len(found) != 1:
            raise CommandError(f"核定单位不存在或不唯一：{name}")
        return found[0]

    def _actor(self, username: str | None) -> Any | None:
        if not username:
            return None
        actor = get_user_model().objects.filter(username=username).first()
        if actor is None:
            raise CommandError(f"没有这个账号：{username}")
        return actor
