"""``manage.py load_rule_sets``: keep the shipped rule files as versions."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.exceptions import Refusal
from training.services import load_rule_sets


class Command(BaseCommand):
    """A second run changes nothing; a changed text under an old version id is refused."""

    help = "载入随程序提供的学时认定办法"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report."""
        try:
            report = load_rule_sets(actor=None)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"created {len(report.created)}, unchanged {len(report.unchanged)}")
        for name in report.created:
            self.stdout.write(f"  {name}")
