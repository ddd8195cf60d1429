"""``manage.py load_vocabulary``: stages, subjects, grades, editions and their aliases."""

from typing import Any

from django.core.management.base import BaseCommand

from taxonomy.services import load_vocabulary


class Command(BaseCommand):
    """Bring the vocabulary in line with its seed file."""

    help = "Load the shared vocabulary; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what changed."""
        counts = load_vocabulary()
        self.stdout.write(f"created {counts['created']}, updated {counts['updated']}")
