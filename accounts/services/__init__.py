"""Every write of accounts."""

from accounts.services.demo import register_demo_account
from accounts.services.notices import mark_all_read, mark_read, send_notice, send_notices
from accounts.services.persons import anonymise_person, create_person, set_findable

__all__ = [
    "anonymise_person",
    "create_person",
    "mark_all_read",
    "mark_read",
    "register_demo_account",
    "send_notice",
    "send_notices",
    "set_findable",
]
