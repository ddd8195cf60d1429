"""Refusals of the domain. Views turn them into messages; nothing here knows HTTP."""


class Refusal(Exception):
    """A request the rules do not allow. ``message`` is translated and says reason and next step.

    ``field`` names the form field it belongs to, when there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class KeyReused(Refusal):
    """The same idempotency key came with another body."""
