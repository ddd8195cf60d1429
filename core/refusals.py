"""Saying a refusal to the person who asked, the same way in every view."""

from types import TracebackType
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from core.exceptions import Refusal
from core.forms import refuse_in


class refusal_told:
    """Take a step; where the rules refuse it, say why and go on behind the block.

    The refusal is shown at its field of ``form``, or as a message without one::

        with refusal_told(request, form):
            written = propose_run(…)
            messages.success(request, _("已送审。"))
            return redirect(written)
        return render(…)  # asked for the first time, or refused
    """

    def __init__(self, request: HttpRequest, form: forms.Form | None = None) -> None:
        self._request = request
        self._form = form

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: Any, refusal: BaseException | None, trace: TracebackType | None) -> bool:
        """Only refusals are held back."""
        if not isinstance(refusal, Refusal):
            return False
        if self._form is not None:
            refuse_in(self._form, refusal)
        else:
            messages.error(self._request, refusal.message)
        return True
