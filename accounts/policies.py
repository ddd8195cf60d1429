"""Who may do what with what belongs to one person."""

from typing import Any

from accounts.models import Notice
from core.access import policy


@policy
def can_read_notice(user: Any, notice: Notice) -> bool:
    """A notice is for its addressee alone, whoever sent it."""
    return notice.person_id == user.pk
