"""What every form of this app does with a refusal: the form comes back as it was typed, the message at its field."""

from collections.abc import Callable
from typing import Any

from django.forms import Form

from core.exceptions import Refusal
from core.forms import refuse_in


def tried(form: Form, write: Callable[[], Any]) -> Any | None:
    """What ``write`` made (``True`` for nothing), or ``None`` with the refusal at its field."""
    try:
        made = write()
    except Refusal as refusal:
        refuse_in(form, refusal)
        return None
    return True if made is None else made
