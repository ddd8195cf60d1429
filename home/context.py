"""What the frame of every page shows: who is signed in, their hours, notices and workspace."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the frame."""
    return {}
