"""What forms of every app share: inputs for days and moments, refusals at their field, ticked rows."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from core.exceptions import Refusal

MOMENT = "%Y-%m-%dT%H:%M"


def day_input() -> forms.DateInput:
    """A day in the form browsers speak, so that the picker works and a typed value comes back."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """A day with its hour and minute."""
    picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=picker, input_formats=[MOMENT], required=required)


def refuse_in(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal of a service at the field it names, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def uuids_of(values: Iterable[str]) -> list[uuid.UUID]:
    """The public ids among ``values``, as sent by ticked boxes; anything else is left out."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
