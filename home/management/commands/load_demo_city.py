"""``manage.py load_demo_city``: the demo city, built through the services; a loaded city is left as it is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts.models import DemoAccount, User
from core.services import drain
from home.demo.building.city import build_city


class Command(BaseCommand):
    help = (
        "Build the demo city: districts, schools, teachers, lessons, series, groups and a ledger of a year and a half."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="build as seen on this day (default: today)")
        parser.add_argument("--quiet", action="store_true", help="no progress bars")

    def handle(self, *args: Any, **options: Any) -> None:
        if DemoAccount.objects.exists():
            self.stdout.write("demo city: already there")
            return
        if User.objects.exists():
            raise CommandError(
                "This database has people in it but no finished demo city. Use an empty one (another YANXUN_DATA)."
            )

        def watch(rows: Iterable[Any], label: str) -> Iterable[Any]:
            return tqdm(rows, desc=label, disable=options["quiet"], ncols=80)

        plan = build_city(today=options["today"] or timezone.localdate(), watch=watch)
        while drain(limit=500):
            pass
        self.stdout.write(
            f"demo city: {len(plan.organizations)} organizations, {len(plan.people)} people, "
            f"{len(plan.lessons)} lessons"
        )
