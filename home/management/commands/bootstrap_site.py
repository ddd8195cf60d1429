"""``manage.py bootstrap_site``: home page, site, vocabulary and rule sets; harmless to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from home.bootstrap import bootstrap_site


class Command(BaseCommand):
    help = "Create the home page, the site, the vocabulary and the rule sets where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        page = bootstrap_site()
        self.stdout.write(f"site ready: {page.title}")
