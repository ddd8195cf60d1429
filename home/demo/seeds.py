"""Reproducible choices: the same names give the same stream on every machine and every load."""

from random import Random


def seeded(*names: str) -> Random:
    """A random stream for these names; never for secrets."""
    return Random(":".join(("yanxun-demo", *names)))  # noqa: S311 (reproducibility is the point)
