"""``manage.py rebuild_progress``: fold the stored heartbeats again."""

from typing import Any

from django.core.management.base import BaseCommand

from training.services.watching import rebuild_progress


class Command(BaseCommand):
    """Progress is derived; the events are the truth."""

    help = "由保存的播放记录重新计算学习进度"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and name what differed."""
        found = rebuild_progress(actor=None)
        for each in found:
            self.stdout.write(f"enrolment {each.enrolment_id} unit {each.unit_id}: {each.kept} -> {each.folded}")
        self.stdout.write(f"{len(found)} progress rows differed")
