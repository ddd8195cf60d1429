"""Inputs for days, hours and moments in the form browsers speak, so that pickers work and typed values come back."""

from typing import Any

from django import forms

MOMENT = "%Y-%m-%dT%H:%M"


def day_input() -> forms.DateInput:
    """A day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input(**attrs: Any) -> forms.DateTimeInput:
    """A day with its hour and minute; the field takes ``input_formats=[MOMENT]``."""
    return forms.DateTimeInput(attrs={"type": "datetime-local", **attrs}, format=MOMENT)
