"""``manage.py demo_accounts``: who can be tried out, with which password, and where they start."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.demo import demo_accounts


class Command(BaseCommand):
    """Print the demo's accounts, one per role."""

    help = "Print one account per role of the demo city."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--json`` for programs."""
        parser.add_argument("--json", action="store_true", help='print [{"role", "username", "password", "start"}, …]')

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table or the JSON; an empty list when no demo city is loaded."""
        accounts = demo_accounts()
        if options["json"]:
            rows = [
                {
                    "role": account.role,
                    "username": account.person.username,
                    "password": account.password,
                    "start": account.start,
                }
                for account in accounts
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        if not accounts:
            self.stdout.write("No demo accounts: load the city with manage.py load_demo_city.")
        for account in accounts:
            self.stdout.write(
                f"{account.label}\t{account.person.username}\t{account.password}\t{account.start}".expandtabs(24)
            )
