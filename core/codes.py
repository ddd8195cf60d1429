"""Short codes for addresses: generated, read out loud without mistakes, not guessable in order."""

import secrets

from core.constants import CODE_ALPHABET, CODE_LENGTH


def new_code(length: int = CODE_LENGTH) -> str:
    """A random code; 31⁸ values, so collisions among a million codes are a matter of centuries (and constrained)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
