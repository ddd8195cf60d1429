"""The demo's published accounts, for the sign-in page, the demo strip and the command line."""

from django.conf import settings

from accounts.models import DemoAccount


def demo_accounts() -> list[DemoAccount]:
    """One account per role in order; none unless this is a demo and its city is loaded."""
    if not settings.DEMO_CITY:
        return []
    return list(DemoAccount.objects.filter(person__is_active=True).select_related("person"))
