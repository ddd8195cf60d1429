"""``manage.py verify_ledger``: every hash chain and every total; exit 1 and the place of the first break otherwise."""

from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from training.chain import first_break
from training.models import HourEntry
from training.services.ledger import differing_totals


class Command(BaseCommand):
    """Reads only."""

    help = "核对学时记录：逐人核对校验链，合计是否等于各条之和"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each broken chain and each wrong total."""
        rows = HourEntry.objects.order_by("person_id", "seq")
        entries = tqdm(rows.iterator(chunk_size=2000), total=rows.count(), unit="entry", disable=None)
        breaks = [
            found
            for _person, own in groupby(entries, key=lambda entry: entry.person_id)
            if (found := first_break(own)) is not None
        ]
        for found in breaks:
            self.stdout.write(f"broken chain: person {found.person_id} seq {found.seq}: {found.why}")
        wrong = differing_totals()
        for person_id, set_key, year in wrong:
            self.stdout.write(f"wrong total: person {person_id} {set_key} {year} (rebuild_totals repairs it)")
        if breaks or wrong:
            raise CommandError(f"{len(breaks)} broken chains, {len(wrong)} wrong totals")
        self.stdout.write(f"{rows.count()} entries verified, totals agree")
