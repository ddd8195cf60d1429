"""Refusals about files; each says what is wrong with which file and what to do."""

from core.exceptions import Refusal


class FileRefused(Refusal):
    """The file does not fit its kind: format, size, content or structure."""
