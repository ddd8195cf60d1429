"""``manage.py rebuild_totals``: add every entry up again."""

from typing import Any

from django.core.management.base import BaseCommand

from training.services import rebuild_totals


class Command(BaseCommand):
    """Totals are derived; the entries are the truth."""

    help = "由各条学时记录重新合计"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many totals were wrong."""
        self.stdout.write(f"{rebuild_totals(actor=None)} totals differed")
