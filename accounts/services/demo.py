"""Publishing an account of the demo city on the sign-in page."""

from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import DemoAccount, User
from core.exceptions import Refusal
from core.services import record_audit


@transaction.atomic
def register_demo_account(
    *, actor: Any | None, person: User, role: str, label: str, password: str, start: str, position: int = 0
) -> DemoAccount:
    """Offer ``person`` as the demo's account for ``role`` (a slug, for instance ``leader``); again is an update.

    Refuses outside a demo and for a superuser: the password of these accounts is public.
    """
    if not settings.DEMO_CITY or person.is_superuser:
        raise Refusal("A public account exists only in a demo, and never with unlimited rights.")
    account, _created = DemoAccount.objects.update_or_create(
        role=role,
        defaults={"person": person, "label": label, "password": password, "start": start, "position": position},
    )
    record_audit(actor=actor, action="demo_account.register", target=account, after={"role": role})
    return account
