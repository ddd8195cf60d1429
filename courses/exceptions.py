"""Refusals of this app."""

from core.exceptions import Refusal


class NotFiled(Refusal):
    """A school curriculum was to become public before it is filed, or in another text than the filed one."""


class WrongStep(Refusal):
    """The review does not allow this move from where the curriculum stands."""


class UnreadableImport(Refusal):
    """The file or its mapping cannot be read at all; nothing was imported."""
