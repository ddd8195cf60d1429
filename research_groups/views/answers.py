"""What forms and buttons of this app do with a refusal: said at its field with what was typed, or above the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from core.exceptions import Refusal
from core.forms import refuse_in
from core.refusals import refusal_told


def tried(form: Form, write: Callable[[], Any]) -> Any | None:
    """What ``write`` made (``True`` for nothing), or ``None`` with the refusal at its field."""
    try:
        made = write()
    except Refusal as refusal:
        refuse_in(form, refusal)
        return None
    return True if made is None else made


def answered(request: HttpRequest, write: Callable[[], Any], said: str) -> None:
    """Do what a button asks and say ``said``, or why not."""
    with refusal_told(request):
        write()
        messages.success(request, said)
